-- answers: which places the official statistics are shown for, the region first, then its municipalities by name
-- grain: area
-- params: $language
-- columns: area_code, name, level
select area_code, case $language when 'en' then area.name_en else area.name end as name, level
from area
where in_region or area_code in ('FH11', '12', '00')
order by
    case when area_code = 'FH11' then 0 when area_code = '1283' then 1 when in_region then 2 when level = 'county' then 3 else 4 end,
    area.name collate sv;
