-- answers: the programme by category of member or by park, as the gate released it
-- grain: class × year
-- params: $dimension ('category', 'park')
-- columns: code (what was put together, joined by '+'), year, co2e_t (t CO2e; null: withheld), step (what it is rounded to), status
select code, year, co2e_t, step, status
from programme_cell
where dimension = $dimension
order by code, year;
