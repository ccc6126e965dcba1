-- answers: how much the reduction obligation cut the climate impact of diesel and petrol, year by year
-- grain: year
-- params: none
-- columns: year, diesel_share, petrol_share (0–1), law, source
select year, diesel_pct / 100 as diesel_share, petrol_pct / 100 as petrol_share, coalesce(law, '') as law, source
from reduction_obligation
order by year;
