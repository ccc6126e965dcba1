-- answers: each municipality's road freight in the latest year, by head, and against a base year
-- grain: area (the eleven municipalities and the region)
-- params: $base_year, $language
-- columns: area_code, name, release, year, emissions_t (t CO2e), kg_per_inhabitant (kg CO2e), base_t (t CO2e), change_share (share of the base year)
with
road_freight as (
    select emission.release, emission.area_code, emission.year, emission.emissions_t
    from emission
    semi join main_release using (release)
    where emission.sector_key = 'transport.road_freight'
),

latest as (
    select max(year) as year from road_freight where area_code = 'FH11'
)

select
    area.area_code,
    case $language when 'en' then area.name_en else area.name end as name,
    (select release from main_release) as release,
    latest.year,
    now.emissions_t,
    1000 * now.emissions_t / nullif(population.population, 0) as kg_per_inhabitant,
    base.emissions_t as base_t,
    now.emissions_t / nullif(base.emissions_t, 0) - 1 as change_share,
from area
cross join latest
left join road_freight as now on now.area_code = area.area_code and now.year = latest.year
left join road_freight as base on base.area_code = area.area_code and base.year = $base_year
left join population on population.area_code = area.area_code and population.year = latest.year
where area.in_region or area.area_code = 'FH11'
order by area.area_code = 'FH11', area.name collate sv;
