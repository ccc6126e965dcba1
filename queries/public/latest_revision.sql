-- answers: what the main release of the statistics changed against the dated release before it
-- grain: year of the main release
-- params: $series ('road_freight', 'whole_territory'), $area (area_code)
-- columns: year, earlier, later (releases), earlier_t, later_t (t CO2e), change_share (0–1 of the earlier figure)
with sector_of as (
    select case $series when 'road_freight' then 'transport.road_freight' else 'total' end as sector_key
),

before as (
    select max(emission.release) as release
    from emission
    inner join sector_of using (sector_key)
    where emission.release < (select release from main_release)
        and regexp_matches(emission.release, '^\d{4}-\d{2}-\d{2}$')
)

select
    later.year,
    before.release as earlier,
    later.release as later,
    earlier.emissions_t as earlier_t,
    later.emissions_t as later_t,
    (later.emissions_t - earlier.emissions_t) / nullif(earlier.emissions_t, 0) as change_share,
from emission as later
inner join sector_of using (sector_key)
cross join before
left join emission as earlier
    on earlier.release = before.release
    and earlier.sector_key = later.sector_key
    and earlier.area_code = later.area_code
    and earlier.year = later.year
where later.release = (select release from main_release)
    and later.area_code = $area
    and before.release is not null
order by later.year;
