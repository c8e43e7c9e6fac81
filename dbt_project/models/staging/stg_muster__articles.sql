select
    article_id,
    version,
    page_id,
    source,
    canonical_url,
    title,
    text,
    language,
    author,
    publisher,
    country,
    try_cast(published as date) as published,
    published_from,
    credit,
    cleaner_version,
    capture_day
from {{ source("muster", "articles") }}
