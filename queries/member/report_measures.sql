-- answers: the measures of the member's own reports in force
-- grain: year × measure_id
-- params: none
-- columns: member_id, measure_id, name, area, lever_code, owner, start_year, expected_t_per_year, verified_t_per_year (t CO2e a year), status, year (of the report)
select
    member_id, measure_id, name, area, lever_code, owner, start_year, expected_t_per_year, verified_t_per_year,
    status, year
from reported_measure
order by year, measure_id;
