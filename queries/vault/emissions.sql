-- answers: an emission row for every report line, written to the table `emission`
-- grain: line
-- params: none; reads line (line_id, kind_id, amount) and kind_rate
-- columns: line_id, kind_id, status, co2e_kg, ttw_kg, wtt_kg, market_kg (kg CO2e), biogenic_co2_kg (kg CO2)
create table emission as
select
    line.line_id,
    line.kind_id,
    kind_rate.status,
    line.amount * kind_rate.co2e_kg as co2e_kg,
    line.amount * kind_rate.ttw_kg as ttw_kg,
    line.amount * kind_rate.wtt_kg as wtt_kg,
    line.amount * kind_rate.market_kg as market_kg,
    line.amount * kind_rate.biogenic_co2_kg as biogenic_co2_kg,
from line
join kind_rate using (kind_id);
