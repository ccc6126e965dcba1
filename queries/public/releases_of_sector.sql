-- answers: which releases of the official statistics hold a sector, the newest first, and which is the main one
-- grain: release
-- params: $sector (sector_key)
-- columns: release, first_year, last_year, is_main, title_sv, title_en, note_sv, note_en
with held as (
    select release, min(year) as first_year, max(year) as last_year
    from emission
    where sector_key = $sector
    group by release
)

select
    held.release,
    held.first_year,
    held.last_year,
    held.release = (select release from main_release) as is_main,
    coalesce(statistics_release.title_sv, held.release) as title_sv,
    coalesce(statistics_release.title_en, held.release) as title_en,
    coalesce(statistics_release.note_sv, '') as note_sv,
    coalesce(statistics_release.note_en, '') as note_en,
from held
left join statistics_release using (release)
order by held.release desc;
