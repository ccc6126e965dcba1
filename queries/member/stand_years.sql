-- answers: the member's own counted emissions, year by year
-- grain: year
-- params: none
-- columns: year, co2e_t (t CO2e; an estimate is rounded), estimated (stands for a missing report)
select year, co2e_t, estimated
from own_year
order by year;
