select page_id, article_id, version, cleaner_version, capture_day
from {{ source("muster", "cleanings") }}
