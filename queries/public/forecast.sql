-- answers: where a place is heading, as quantiles of the outcomes
-- grain: year
-- params: $series, $area (area_code), $basis ('observed', 'with_estimate'), $last_year
-- columns: year, p05_t, p25_t, p50_t, p75_t, p95_t (t CO2e)
select year, p05_t, p25_t, p50_t, p75_t, p95_t
from forecast
where series = $series and area_code = $area and basis = $basis and year <= $last_year
order by year;
