-- answers: the published sums that the member is part of, in their newest year, and its own part, which is not published
-- grain: dimension × code
-- params: none
-- columns: dimension ('total', 'area', 'category', 'park'), code, year, amount (published, t CO2e), step (what it is rounded to), own_t (t CO2e)
select dimension, code, year, amount, step, own_t
from visible_to_others
where year = (select max(year) from visible_to_others)
order by array_position(['total', 'area', 'category', 'park'], dimension), code;
