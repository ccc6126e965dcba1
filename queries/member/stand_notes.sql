-- answers: the member's own targets and explanations, as they were sent, the newest first
-- grain: letter_id
-- params: none
-- columns: kind ('target', 'explanation'), year, sent_at, letter_id, subject, text, target_year, target_share (cut against the base year, 0–1)
select kind, year, sent_at, letter_id, subject, text, target_year, target_share
from own_note
order by sent_at desc, letter_id;
