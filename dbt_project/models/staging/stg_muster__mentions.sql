with
    dated as (
        select
            *,
            {{ first_day_of("date_start") }} as first_day,
            {{ last_day_of("date_end") }} as last_day,
            -- "Between March and October 2024", read as a March after that October.
            coalesce(first_day > last_day, false) as is_misread
        from {{ source("muster", "mentions") }}
    )

select
    mention_id,
    article_id,
    version,
    subject,
    measure,
    low,
    best,
    high,
    quantifier,
    value_text,
    unit,
    actor,
    counterparty,
    population,
    item,
    item_category,
    place,
    country,
    cast(where_prec as integer) as where_prec,
    latitude,
    longitude,
    case when not is_misread then first_day end as date_start,
    case when not is_misread then last_day end as date_end,
    case when not is_misread then cast(date_prec as integer) end as date_prec,
    stock_flow,
    claimant,
    via,
    modality,
    part_of,
    char_start,
    char_end,
    sentence,
    sentence_start,
    sentence_end,
    rule,
    confidence,
    extractor_version,
    capture_day
from dated
