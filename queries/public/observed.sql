-- answers: what the official statistics say of a series in a place, in the main release
-- grain: year
-- params: $series ('road_freight', 'whole_territory'), $area (area_code)
-- columns: year, emissions_t (t CO2e), kind
select year, emissions_t, kind
from observed
where series = $series and area_code = $area
order by year;
