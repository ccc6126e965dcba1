-- answers: the activity lines of the member's own reports in force
-- grain: line_id
-- params: none
-- columns: line_id, member_id, site_id, year, activity_code, carrier_code, quantity (in unit), unit, data_quality (1–5), carrier_is_member, share_in_region (0–1), supplier_factor_kg_per_unit (kg CO2e), supplier_evidence, in_site_meter, distance_basis, temperature_controlled, comment, sheet, row
select
    line_id, member_id, site_id, year, activity_code, carrier_code, quantity, unit, data_quality, carrier_is_member,
    share_in_region, supplier_factor_kg_per_unit, supplier_evidence, in_site_meter, distance_basis,
    temperature_controlled, comment, sheet, row
from reported_line
order by year, row;
