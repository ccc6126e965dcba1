-- answers: the official statistics as they are published here: every release side by side, with the region's sums
-- grain: release × sector × area × year
-- reads: excerpt (all releases), area, sector
-- columns: release, sector_key, area_code, year, emissions_t (t CO2e), kind ('official', 'sum' of official figures)
create table emission as
with
members as (
    select area_code from area where in_region
),

region_sum as (
    -- The region is the sum of its eleven municipalities, and only where all eleven have a figure.
    select
        excerpt.release,
        excerpt.sector_key,
        'FH11' as area_code,
        excerpt.year,
        sum(excerpt.emissions_t) as emissions_t,
    from excerpt
    semi join members using (area_code)
    group by excerpt.release, excerpt.sector_key, excerpt.year
    having count(*) = (select count(*) from members)
),

with_region as (
    select release, sector_key, area_code, year, emissions_t, 'official' as kind from excerpt
    union all
    select release, sector_key, area_code, year, emissions_t, 'sum' as kind from region_sum
),

road_freight as (
    -- Road freight: heavy and light lorries, both or nothing.
    select
        release,
        'transport.road_freight' as sector_key,
        area_code,
        year,
        sum(emissions_t) as emissions_t,
        'sum' as kind,
    from with_region
    where sector_key in ('transport.heavy_lorries', 'transport.light_lorries')
    group by release, area_code, year
    having count(*) = 2
)

select release, sector_key, area_code, year, emissions_t, kind from with_region
union all
select release, sector_key, area_code, year, emissions_t, kind from road_freight
order by release, sector_key, area_code, year;

-- The main release: the newest dated one that holds the sub-sectors. Others stand beside it, never spliced.
create table main_release as
select max(release) as release
from emission
where sector_key = 'transport.road_freight' and regexp_matches(release, '^\d{4}-\d{2}-\d{2}$');
