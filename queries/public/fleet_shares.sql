-- answers: how large a part of a place's lorries run on a fuel, in the first and last year of the register here
-- grain: area
-- params: $vehicle ('heavy_lorry', 'light_lorry'), $fuels (list of 'electric', 'gas'), $first_year, $last_year, $language
-- columns: area_code, place, first_share, last_share (0–1), first_lorries, last_lorries (vehicles of that fuel),
--          last_total (vehicles)
with counted as (
    select
        area_code,
        year,
        sum(vehicles) filter (list_contains($fuels, fuel)) as of_fuel,
        sum(vehicles) as in_total,
    from lorry_fleet
    where vehicle = $vehicle
    group by area_code, year
)

select
    area.area_code,
    case $language when 'en' then area.name_en else area.name end as place,
    first.of_fuel / nullif(first.in_total, 0) as first_share,
    last.of_fuel / nullif(last.in_total, 0) as last_share,
    first.of_fuel::bigint as first_lorries,
    last.of_fuel::bigint as last_lorries,
    last.in_total::bigint as last_total,
from area
inner join counted as last on last.area_code = area.area_code and last.year = $last_year
left join counted as first on first.area_code = area.area_code and first.year = $first_year
order by last_share desc, area.name collate sv;
