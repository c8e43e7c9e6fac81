select page_id, source, address, reason, detail, cleaner_version, capture_day
from {{ source("muster", "rejections") }}
