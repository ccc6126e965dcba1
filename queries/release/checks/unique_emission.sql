-- One figure for each release × sector × area × year.
select count(*) from emission;
select release, sector_key, area_code, year, count(*) as figures
from emission
group by release, sector_key, area_code, year
having count(*) > 1;
