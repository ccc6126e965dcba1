-- answers: what members do in an area: measures and the cuts they expect and have verified, never part of the tonnes of sources
-- grain: status
-- params: $area
-- columns: status, measures (number), expected_t_per_year, verified_t_per_year (t CO2e a year), measures_withheld, expected_t_per_year_withheld, verified_t_per_year_withheld (whether it is)
select
    status,
    measures,
    expected_t_per_year,
    verified_t_per_year,
    measures_withheld,
    expected_t_per_year_withheld,
    verified_t_per_year_withheld,
from programme_measure
where area = $area
order by array_position(['planned', 'started', 'done', 'stopped'], status);
