-- answers: the member's own emissions by transition area and year
-- grain: area × year
-- params: none
-- columns: area, year, co2e_t (t CO2e), share (of the year, 0–1), change_share (since the year before, 0–1; null where there is nothing to compare with), estimated
select area, year, co2e_t, share, change_share, estimated
from own_area
order by area, year;
