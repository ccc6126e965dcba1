-- answers: what moves each of the member's areas, in its own unit, in the newest year of each driver
-- grain: area × driver_code
-- params: none
-- columns: area, driver_code, year, amount (in unit), unit, change_before (since the year before), change_first (since first_year; relative, of a share the difference), first_year
select area, driver_code, year, amount, unit, change_before, change_first, first_year
from own_driver
qualify row_number() over (partition by area, driver_code order by year desc) = 1
order by area, driver_code;
