with
    -- An alias of an agency or outlet in the word lists, so that "Yonhap" and "Yonhap News
    -- Agency" are one origin.
    aliases as (
        select lower(trim(alias)) as alias, min(claimant) as name
        from {{ ref("claimants") }}, unnest(string_split(aliases, '|')) as listed(alias)
        where type in ('media', 'state_media')
        group by all
    ),

    -- Only what has been read: a version that no extractor has seen cannot be said to have
    -- dropped a figure.
    read as (
        select
            articles.*,
            pages.captured_at,
            coalesce(
                articles.publisher,
                nullif(
                    regexp_extract(articles.canonical_url, '^https?://(?:www\.)?([^/:?#]+)', 1), ''
                ),
                articles.source
            ) as publisher_name
        from {{ ref("stg_muster__articles") }} as articles
        join {{ ref("stg_muster__extractions") }} using (article_id, version)
        left join {{ ref("stg_muster__pages") }} as pages using (page_id)
    ),

    ordered as (
        select
            *,
            row_number() over succession as version_number,
            lead(capture_day) over succession as superseded_on
        from read
        window
            succession as (
                partition by article_id
                order by capture_day, published nulls first, captured_at nulls first, version
            )
    )

select
    ordered.article_id,
    ordered.version,
    ordered.version_number,
    row_number() over (partition by ordered.article_id order by version_number desc)
    = 1 as is_latest,
    ordered.superseded_on,
    ordered.canonical_url,
    ordered.title,
    ordered.publisher_name,
    ordered.country,
    ordered.author,
    ordered.published,
    ordered.published_from,
    ordered.language,
    ordered.credit,
    coalesce(by_credit.name, ordered.credit, by_publisher.name, ordered.publisher_name) as origin,
    ordered.source,
    ordered.capture_day
from ordered
left join aliases as by_credit on by_credit.alias = lower(trim(ordered.credit))
left join aliases as by_publisher on by_publisher.alias = lower(trim(ordered.publisher_name))
