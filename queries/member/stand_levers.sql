-- answers: which levers the better half of the member's peer groups reports
-- grain: code × lever_code
-- params: none
-- columns: code, peer_group, year (when it was first so), lever_code
select code, peer_group, year, lever_code
from lever
order by code, lever_code;
