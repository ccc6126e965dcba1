-- answers: how well the member's tonnes are known, year by year
-- grain: year
-- params: none
-- columns: year, co2e_t, class_1_t, class_2_t, class_3_t (t CO2e), primary_share (measured, 0–1), quality_class (1–3), estimated
select year, co2e_t, class_1_t, class_2_t, class_3_t, primary_share, quality_class, estimated
from own_quality
order by year;
