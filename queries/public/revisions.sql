-- answers: how a later release changed the years that an earlier one had published
-- grain: year in both releases
-- params: $sector (sector_key), $area (area_code), $earlier, $later (releases)
-- columns: year, earlier_t, later_t, change_t (t CO2e), change_share (0–1 of the earlier figure)
select
    later.year,
    earlier.emissions_t as earlier_t,
    later.emissions_t as later_t,
    later.emissions_t - earlier.emissions_t as change_t,
    (later.emissions_t - earlier.emissions_t) / nullif(earlier.emissions_t, 0) as change_share,
from emission as later
inner join emission as earlier using (sector_key, area_code, year)
where later.release = $later
    and earlier.release = $earlier
    and later.sector_key = $sector
    and later.area_code = $area
order by later.year;
