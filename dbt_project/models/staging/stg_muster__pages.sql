select page_id, source, address, final_address, captured_at, capture_day
from {{ source("muster", "pages") }}
