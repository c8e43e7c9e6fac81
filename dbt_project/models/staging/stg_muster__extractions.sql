select article_id, version, extractor_version, mentions, capture_day
from {{ source("muster", "extractions") }}
