-- answers: the member's intensities, and in which band of its peer group its corporate group lies
-- grain: code × year
-- params: none
-- columns: code, year, amount (in unit), unit, peer_group (empty: none large enough; null: of this release not told), n (groups), band (null without a peer group)
select i.code, i.year, i.amount, i.unit, p.peer_group, p.n, p.band
from own_intensity i
left join peer_number p on p.code = i.code and p.year = i.year and p.half = ''
order by i.code, i.year;
