-- answers: the programme's newest figure beside the official figure for lorries in the region
-- grain: one row
-- params: none
-- columns: programme_year, programme_t, reporters, members, official_year, official_t (t CO2e), kind
with
newest as (
    select * from programme_level
    where area = 'total' and view = 'reported' and factors = 'own_year'
    qualify row_number() over (order by year desc) = 1
),

official as (
    select year, emissions_t from observed
    where series = 'road_freight' and area_code = 'FH11'
    qualify row_number() over (order by year desc) = 1
)

select
    newest.year as programme_year,
    newest.co2e_t as programme_t,
    newest.reporters,
    programme_coverage.members,
    official.year as official_year,
    official.emissions_t as official_t,
    newest.kind,
from newest
cross join official
join programme_coverage on programme_coverage.year = newest.year;
