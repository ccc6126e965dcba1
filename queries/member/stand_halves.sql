-- answers: the rounded means of the better (lower) and the worse (upper) half of the member's peer groups, where told
-- grain: code × year × half
-- params: none
-- columns: code, year, peer_group, half ('lower', 'upper'), low, high (the mean lies between; in the intensity's unit)
select code, year, peer_group, half, low, high
from peer_number
where half <> ''
order by code, year, half;
