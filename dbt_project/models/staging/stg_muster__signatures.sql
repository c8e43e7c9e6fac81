select article_id, version, shingles, text_group, capture_day
from {{ source("muster", "signatures") }}
