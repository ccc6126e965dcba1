-- answers: the sums of any number of report lines, by year, home area and status, in one pass over two columns
-- grain: year × home_area × status
-- params: none; reads line (kind_id, amount) and kind_rate (one row a kind of line)
-- columns: year, home_area, status, lines, co2e_t, ttw_t, wtt_t, market_t (t CO2e), biogenic_co2_t (t CO2)
with
amounts as (
    -- Lines of one kind share every rate, so their amounts are added before anything is multiplied.
    select
        kind_id,
        count(*) as lines,
        sum(amount) as amount,
    from line
    group by kind_id
)

select
    kind_rate.year,
    kind_rate.home_area,
    kind_rate.status,
    sum(amounts.lines)::bigint as lines,
    sum(amounts.amount * kind_rate.co2e_kg) / 1000 as co2e_t,
    sum(amounts.amount * kind_rate.ttw_kg) / 1000 as ttw_t,
    sum(amounts.amount * kind_rate.wtt_kg) / 1000 as wtt_t,
    sum(amounts.amount * kind_rate.market_kg) / 1000 as market_t,
    sum(amounts.amount * kind_rate.biogenic_co2_kg) / 1000 as biogenic_co2_t,
from amounts
join kind_rate using (kind_id)
group by kind_rate.year, kind_rate.home_area, kind_rate.status
order by kind_rate.year, kind_rate.home_area, kind_rate.status;
