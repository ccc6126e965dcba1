-- answers: between which years the change has been split
-- grain: pair of years
-- params: none
-- columns: first_year, last_year
select distinct first_year, last_year
from programme_change
order by last_year desc, first_year desc;
