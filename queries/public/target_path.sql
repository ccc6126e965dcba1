-- answers: what a target allows each year
-- grain: year
-- params: $target (target_id), $area (area_code), $shape ('linear', 'constant_rate')
-- columns: year, emissions_t (t CO2e), is_milestone
select year, emissions_t, is_milestone
from target_path
where target_id = $target and area_code = $area and shape = $shape
order by year;
