-- answers: where the member stands on each path, and the pace it takes from there
-- grain: path
-- params: none
-- columns: path ('declaration', 'own'), base_year, base_t, last_year, last_t, last_estimated, path_last_t, gap_t (above 0 is above the path), target_year, target_t (t CO2e), cut_t_per_year (t CO2e a year), cut_share_per_year, achieved_share_per_year (0–1 a year; null below three reports), reached_t (t CO2e in the target year at the pace achieved)
select
    path, base_year, base_t, last_year, last_t, last_estimated, path_last_t, gap_t,
    target_year, target_t, cut_t_per_year, cut_share_per_year, achieved_share_per_year, reached_t
from own_standing
order by path;
