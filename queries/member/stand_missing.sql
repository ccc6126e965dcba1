-- answers: kinds of activity that an earlier report had and the newest lacks
-- grain: activity_code
-- params: none
-- columns: year, activity_code, activity_sv, activity_en, last_year, last_t (t CO2e then)
select year, activity_code, activity_sv, activity_en, last_year, last_t
from own_missing
where year = (select max(year) from reported_line)
order by last_t desc nulls last, activity_code;
