-- answers: which sectors can be looked up, road freight first, then in the order of the official report
-- grain: sector that has figures
-- params: none
-- columns: sector_key, name_sv, name_en, main_sector_key (itself for a main sector)
select sector_key, name_sv, name_en, split_part(sector_key, '.', 1) as main_sector_key
from sector
semi join emission using (sector_key)
order by sector_key <> 'transport.road_freight', sort_order, sector_key;
