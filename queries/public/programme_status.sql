-- answers: where the programme and each area stands against its path, on members like for like
-- grain: area
-- params: $factors ('own_year', 'constant')
-- columns: all of table programme_assessment (t CO2e, t CO2e per year, shares 0–1), see declaration/release/programme.py
select * from programme_assessment
where factors = $factors
order by area;
