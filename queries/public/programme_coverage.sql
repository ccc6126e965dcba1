-- answers: how many of the members reported, and how much of the emissions they stand for
-- grain: year
-- params: none
-- columns: year, members, reporters, reporters_share (0–1), emissions_share (0–1, of base-year emissions), estimated_share (0–1, of the year's tonnes), quality_class (1–3), corrected (reports replaced since)
select year, members, reporters, reporters_share, emissions_share, estimated_share, quality_class, corrected
from programme_coverage
order by year;
