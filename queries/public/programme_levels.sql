-- answers: the members' programme year by year, in total and by transition area, as the gate released it
-- grain: area × year
-- params: $view ('reported', 'like_for_like'), $factors ('own_year', 'constant')
-- columns: area ('total' or one of the five), year, co2e_t (null: withheld, or before a break), step (what it is rounded to; t CO2e), status ('released', 'withheld', 'pending' a revision, 'break'), low_t, high_t (95 % interval; t CO2e), has_estimates (a part stands for missing reports), quality_class (1–3), reporters, kind ('demonstration', 'reported')
select area, year, co2e_t, step, status, low_t, high_t, has_estimates, quality_class, reporters, kind
from programme_level
where view = $view and factors = $factors
order by area, year;
