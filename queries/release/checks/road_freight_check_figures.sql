-- Road freight as SMHI's report of 2025-04-04 gives it: Helsingborg and the eleven, 2010 and 2023.
select count(*) from emission where release = '2025-04-04' and sector_key = 'transport.road_freight';
with expected (area_code, year, emissions_t) as (
    values ('1283', 2010, 83010), ('1283', 2023, 53528), ('FH11', 2010, 278298), ('FH11', 2023, 185018)
)
select expected.*, emission.emissions_t as found_t
from expected
left join emission
    on emission.release = '2025-04-04'
    and emission.sector_key = 'transport.road_freight'
    and emission.area_code = expected.area_code
    and emission.year = expected.year
where emission.emissions_t is null or abs(emission.emissions_t - expected.emissions_t) > 0.5;
