-- answers: the series that targets are held against, and all transport, in the main release
-- grain: sector × area × year
-- reads: emission, main_release, area
-- columns: release, sector_key, area_code, year, emissions_t (t CO2e)
select emission.release, emission.sector_key, emission.area_code, emission.year, emission.emissions_t
from emission
semi join main_release using (release)
where emission.sector_key in ('transport.road_freight', 'transport', 'total')
order by emission.sector_key, emission.area_code, emission.year;
