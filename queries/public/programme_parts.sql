-- answers: the programme's tonnes of one year by scope, by step of the energy's life, and by way of counting electricity
-- grain: part
-- params: $year
-- columns: part, co2e_t (t CO2e; t CO2 for biogenic_co2)
select part, co2e_t
from programme_part
where year = $year
order by step;
