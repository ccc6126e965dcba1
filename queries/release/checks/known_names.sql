-- Every figure's area and sector has a name in both languages to show.
select count(*) from emission;
select distinct emission.sector_key, emission.area_code
from emission
left join sector using (sector_key)
left join area using (area_code)
where sector.name_sv is null or sector.name_en is null or area.name is null or area.name_en is null;
