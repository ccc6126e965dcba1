-- answers: quantities that moved more than is plausible since the year before, the newest first
-- grain: year × activity_code × carrier_code
-- params: none
-- columns: year, activity_code, activity_sv, activity_en, carrier_code, carrier_sv, carrier_en, unit, before, now (in unit), change_share (0–1)
select
    year, activity_code, activity_sv, activity_en, carrier_code, carrier_sv, carrier_en, unit,
    before, now, change_share
from own_jump
order by year desc, abs(change_share) desc, activity_code, carrier_code;
