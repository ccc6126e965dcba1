-- answers: how all transport changed from one year to the next, in the newest release of the main sectors
-- grain: one row
-- params: $area (area_code), $year (the later year)
-- columns: before_t, after_t (t CO2e), release
select
    before.emissions_t as before_t,
    after.emissions_t as after_t,
    after.release,
from emission as after
inner join emission as before
    on before.release = after.release
    and before.sector_key = after.sector_key
    and before.area_code = after.area_code
    and before.year = after.year - 1
where after.sector_key = 'transport' and after.area_code = $area and after.year = $year
order by after.release desc
limit 1;
