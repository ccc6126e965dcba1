-- answers: how many of the members reported, and how much of the emissions they stand for
-- grain: year
-- params: none
-- columns: year, members, reporters, reporters_share (0–1), missing_share_low, missing_share_high (0–1, part of base-year emissions that those missing stand for, as a band; null: withheld), estimated_share_low, estimated_share_high (0–1, of the year's tonnes), quality_class (1–3), corrected (reports replaced since)
select
    year,
    members,
    reporters,
    reporters_share,
    missing_share_low,
    missing_share_high,
    estimated_share_low,
    estimated_share_high,
    quality_class,
    corrected,
from programme_coverage
order by year;
