-- answers: which releases of the official statistics are held, from whom and under what licence, newest first
-- grain: release
-- params: none
-- columns: release, title_sv, title_en, years (text), source, source_url, licence, note_sv, note_en
with held as (
    select release, min(year) as first_year, max(year) as last_year
    from emission
    group by release
)

select
    held.release,
    coalesce(statistics_release.title_sv, held.release) as title_sv,
    coalesce(statistics_release.title_en, held.release) as title_en,
    held.first_year || '–' || held.last_year as years,
    coalesce(statistics_release.source, '') as source,
    coalesce(statistics_release.source_url, '') as source_url,
    coalesce(statistics_release.licence, '') as licence,
    coalesce(statistics_release.note_sv, '') as note_sv,
    coalesce(statistics_release.note_en, '') as note_en,
from held
left join statistics_release using (release)
order by held.release desc;
