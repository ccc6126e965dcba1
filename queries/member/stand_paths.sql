-- answers: the paths from the member's own base year: the Declaration's, and that to its own target
-- grain: path × year
-- params: none
-- columns: path ('declaration', 'own'), year, path_t (t CO2e)
select path, year, path_t
from own_path
order by path, year;
