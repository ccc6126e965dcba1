-- answers: where the members' programme and each of its areas has to be, year by year; only for members like for like
-- grain: area × year
-- params: $factors ('own_year', 'constant')
-- columns: area, year, emissions_t (t CO2e), is_milestone
select area, year, emissions_t, is_milestone
from programme_path
where factors = $factors
order by area, year;
