-- answers: the places of the map: municipalities, the port's parts, logistics parks
-- grain: place
-- params: none
-- columns: place_id, kind, name_sv, name_en, lat, lon (degrees, WGS84), radius_m (metres, null for a municipality), municipality_code, municipality, precision, source
select
    place.place_id,
    place.kind,
    place.name_sv,
    place.name_en,
    place.lat,
    place.lon,
    place.radius_m,
    place.municipality_code,
    municipality.name_sv as municipality,
    place.precision,
    place.source,
from place
left join place as municipality on municipality.place_id = place.municipality_code
order by place.kind <> 'municipality', place.kind, place.name_sv collate sv;
