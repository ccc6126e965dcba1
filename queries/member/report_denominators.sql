-- answers: what the quantities of the member's own reports in force are divided by
-- grain: year × site_id × denominator_code
-- params: none
-- columns: member_id, site_id, year, denominator_code, quantity (in unit), unit
select member_id, site_id, year, denominator_code, quantity, unit
from reported_denominator
order by year, site_id, denominator_code;
