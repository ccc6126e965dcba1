-- answers: whose file this is, and what the Declaration's path is made from
-- grain: one row
-- params: none
-- columns: member_id, name, category, corporate_group (empty without one), base_year, target_year, residual_share (of the Declaration's path, 0–1), kind ('demonstration', 'reported')
select member_id, name, category, corporate_group, base_year, target_year, residual_share, kind
from about;
