-- answers: the members' programme year by year, in total and by transition area
-- grain: area × year
-- params: $view ('reported', 'like_for_like'), $factors ('own_year', 'constant')
-- columns: area ('total' or one of the five), year, co2e_t, estimated_t (the part of it that stands for missing reports), low_t, high_t (95 % interval; t CO2e), quality_class (1–3), reporters, kind ('demonstration', 'reported')
select area, year, co2e_t, estimated_t, low_t, high_t, quality_class, reporters, kind
from programme_level
where view = $view and factors = $factors
order by area, year;
