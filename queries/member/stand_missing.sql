-- answers: kinds of activity that the newest report lacks: had by an earlier one, or expected of the member's kind
-- grain: activity_code
-- params: none
-- columns: year, activity_code, activity_sv, activity_en, last_year, last_t (t CO2e then; both null where never reported), why_sv, why_en (why it is expected; empty for what was reported before)
select year, activity_code, activity_sv, activity_en, last_year, last_t, why_sv, why_en
from own_missing
where year = (select max(year) from reported_line)
order by last_t desc nulls last, activity_code;
