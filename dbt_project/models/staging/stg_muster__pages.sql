select page_id, source, address, captured_at, capture_day from {{ source("muster", "pages") }}
