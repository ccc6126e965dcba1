-- answers: all transport in the newest release after the main one: what the lorries' missing year is estimated from
-- grain: area × year
-- reads: emission, main_release
-- columns: release, area_code, year, emissions_t (t CO2e)
with later as (
    select max(emission.release) as release
    from emission
    where emission.sector_key = 'transport' and emission.release > (select release from main_release)
)

select emission.release, emission.area_code, emission.year, emission.emissions_t
from emission
semi join later using (release)
where emission.sector_key = 'transport'
order by emission.area_code, emission.year;
