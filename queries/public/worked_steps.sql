-- answers: a line that nobody reported, step by step from quantity to tonne
-- grain: step
-- params: $language ('sv', 'en')
-- columns: step, kind, amount, unit, source, source_url, activity, carrier, year
select
    step,
    kind,
    amount,
    unit,
    source,
    source_url,
    if($language = 'sv', activity_sv, activity_en) as activity,
    if($language = 'sv', carrier_sv, carrier_en) as carrier,
    year,
from worked_line
order by step;
