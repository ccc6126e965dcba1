-- answers: which report lines do not count in the programme, and why
-- grain: year × status
-- params: $year
-- columns: status, lines, co2e_t (t CO2e; null where there is no factor)
select status, lines, co2e_t
from programme_left_out
where year = $year
order by status;
