-- answers: where the members are: every known site with its place and how exactly it is known, and members without one
-- grain: member × site
-- params: none
-- columns: site_id, member_id, member, category, site_name, address, postal_code, town, municipality_code, municipality, place_id, area_sv, area_en, place_by ('join', 'stated' or null), lat, lon (degrees, WGS84), precision, mark ('dot', 'area', 'municipality', 'list'), source, source_url, verified_on, note
select
    coalesce(site.site_id, member.member_id) as site_id,
    member.member_id,
    member.name as member,
    member.category,
    site.site_name,
    site.address,
    site.postal_code,
    site.town,
    site.municipality_code,
    area.name as municipality,
    site.place_id,
    park.name_sv as area_sv,
    park.name_en as area_en,
    site.place_by,
    site.lat,
    site.lon,
    coalesce(site.precision, 'none') as precision,
    coalesce(site.mark, 'list') as mark,
    site.source,
    site.source_url,
    site.verified_on,
    site.note,
from member
left join member_site as site on site.member_id = member.member_id
left join area on area.area_code = site.municipality_code
left join place as park on park.place_id = site.place_id
order by member.name collate sv, site.site_id;
