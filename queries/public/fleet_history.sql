-- answers: the share of electric lorries over time, in the region and in the country
-- grain: area × year
-- params: $vehicle ('heavy_lorry', 'light_lorry'), $language
-- columns: area_code, place, year, electric (vehicles), lorries (vehicles), electric_share (0–1)
select
    lorry_fleet.area_code,
    case $language when 'en' then area.name_en else area.name end as place,
    lorry_fleet.year,
    (sum(vehicles) filter (fuel = 'electric'))::bigint as electric,
    sum(vehicles)::bigint as lorries,
    sum(vehicles) filter (fuel = 'electric') / nullif(sum(vehicles), 0) as electric_share,
from lorry_fleet
inner join area using (area_code)
where lorry_fleet.vehicle = $vehicle and lorry_fleet.area_code in ('FH11', '1283', '00')
group by lorry_fleet.area_code, place, lorry_fleet.year
order by lorry_fleet.area_code desc, lorry_fleet.year;
