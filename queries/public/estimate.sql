-- answers: the estimated lorry figure for the year that the sub-sectors do not yet cover
-- grain: year
-- params: $area (area_code; an empty one gives no rows)
-- columns: year, low_t, central_t, high_t (t CO2e), method_id
select year, low_t, central_t, high_t, method_id
from road_freight_estimate
where area_code = $area
order by year;
