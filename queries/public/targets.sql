-- answers: which targets can be held against a place, the national one for road freight first
-- grain: target
-- params: $area (area_code)
-- columns: target_id, name_sv, name_en, description_sv, description_en, series, base_year, target_year, source, source_url
select
    target.target_id,
    target.name_sv,
    target.name_en,
    target.description_sv,
    target.description_en,
    target.series,
    target.base_year,
    target.target_year,
    target.source,
    target.source_url,
from target
where exists (
    select 1 from assessment where assessment.target_id = target.target_id and assessment.area_code = $area
)
order by target.sort_order;
