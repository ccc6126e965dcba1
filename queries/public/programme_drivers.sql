-- answers: what moves an area, in its own unit, year by year
-- grain: driver × year
-- params: $area
-- columns: driver_code, year, amount (in `unit`; null where it cannot be known or is withheld), unit, reporters, status ('released', 'withheld', 'none')
select driver_code, year, amount, unit, reporters, status
from programme_driver
where area = $area
order by driver_code, year;
