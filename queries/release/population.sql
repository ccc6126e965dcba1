-- answers: how many people live in each place, with the region's sum
-- grain: area × year
-- reads: municipal_population, area
-- columns: area_code, year, population (persons, 31 December)
create table population as
with
known as (
    select area_code, year, population from municipal_population
),

region_sum as (
    select 'FH11' as area_code, known.year, sum(known.population)::bigint as population,
    from known
    semi join (select area_code from area where in_region) as members using (area_code)
    group by known.year
    having count(*) = (select count(*) from area where in_region)
)

select area_code, year, population from known
union all
select area_code, year, population from region_sum
order by area_code, year;

drop table municipal_population;
