-- answers: in which year the newest held release of the statistics was published
-- grain: one row
-- reads: emission
-- columns: year
select max(left(release, 4))::int as year from emission;
