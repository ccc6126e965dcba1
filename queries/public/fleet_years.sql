-- answers: which years the register of lorries holds, and which of them for the country too
-- grain: year
-- params: none
-- columns: year, has_country
select year, bool_or(area_code = '00') as has_country
from lorry_fleet
group by year
order by year;
