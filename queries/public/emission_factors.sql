-- answers: every emission factor that the accounting uses, with its source
-- grain: factor × year × boundary
-- params: $language ('sv', 'en')
-- columns: name, factor_id, year, boundary, kg_co2e (kg CO2e per `unit`), unit, region, gwp_basis, confidence (A–D), source, source_url, licence, note
with
names as (
    select
        factor_code,
        string_agg(distinct if($language = 'sv', name_sv, name_en), '; ') as name,
    from carrier
    where factor_code is not null
    group by factor_code
)

select
    coalesce(names.name, emission_factor.factor_code) as name,
    emission_factor.factor_id,
    emission_factor.year,
    emission_factor.boundary,
    emission_factor.value_kg_co2e as kg_co2e,
    emission_factor.unit,
    emission_factor.region,
    emission_factor.gwp_basis,
    emission_factor.confidence,
    emission_factor.source,
    emission_factor.source_url,
    emission_factor.licence,
    emission_factor.note,
from emission_factor
left join names using (factor_code)
order by name collate sv, emission_factor.year, emission_factor.boundary;
