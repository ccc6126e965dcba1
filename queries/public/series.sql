-- answers: one sector's figures in one release for several places, with people to divide by
-- grain: area × year
-- params: $release, $sector (sector_key), $areas (list of area codes)
-- columns: area_code, year, emissions_t (t CO2e), population (persons), kg_per_inhabitant (kg CO2e), kind
select
    emission.area_code,
    emission.year,
    emission.emissions_t,
    population.population,
    1000 * emission.emissions_t / nullif(population.population, 0) as kg_per_inhabitant,
    emission.kind,
from emission
left join population on population.area_code = emission.area_code and population.year = emission.year
where emission.release = $release
    and emission.sector_key = $sector
    and list_contains($areas, emission.area_code)
order by emission.area_code, emission.year;
