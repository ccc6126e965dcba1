-- answers: which of the member's reports this release took in, also those that were replaced since
-- grain: receipt_id
-- params: none
-- columns: year, receipt_id, received_at (ISO 8601, UTC), file, sha256, supersedes (the receipt it replaced, or null)
select year, receipt_id, received_at, file, sha256, supersedes
from own_receipt
order by received_at, receipt_id;
