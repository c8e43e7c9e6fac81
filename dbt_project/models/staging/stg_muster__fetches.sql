select source, capture_day, address, outcome, reason, page_id from {{ source("muster", "fetches") }}
