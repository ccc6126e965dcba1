-- answers: where a place stands against a target
-- grain: one row
-- params: $target (target_id), $area (area_code), $basis ('observed', 'with_estimate')
-- columns: all of table assessment (t CO2e, t CO2e per year, shares 0–1), see declaration/release/trajectories.py
select * from assessment
where target_id = $target and area_code = $area and basis = $basis;
