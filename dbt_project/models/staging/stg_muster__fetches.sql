select
    source,
    capture_day,
    address,
    outcome,
    reason,
    page_id,
    -- Not found, and gone (RFC 9110, 15.5.5 and 15.5.11): the host answers, and says that there is
    -- no such page. No other failure tells that.
    outcome = 'failed'
    and coalesce(regexp_matches(reason, '^HTTP status (404|410)\b'), false) as is_gone
from {{ source("muster", "fetches") }}
