-- answers: why the programme or an area changed between two years, effect by effect; the effects add up to the change
-- grain: effect
-- params: $area, $first_year, $last_year
-- columns: effect, change_t (t CO2e), step (its place in the order)
select effect, change_t, step
from programme_change
where area = $area and first_year = $first_year and last_year = $last_year
order by step;
