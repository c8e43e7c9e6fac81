with
    -- An alias of an agency or outlet in the word lists, so that "Yonhap" and "Yonhap News
    -- Agency" are one origin.
    aliases as (
        select lower(trim(alias)) as alias, min(claimant) as name
        from {{ ref("claimants") }}, unnest(string_split(aliases, '|')) as listed(alias)
        where type in ('media', 'state_media')
        group by all
    ),

    named as (
        select
            articles.*,
            coalesce(
                articles.publisher,
                nullif(
                    regexp_extract(articles.canonical_url, '^https?://(?:www\.)?([^/:?#]+)', 1), ''
                ),
                articles.source
            ) as publisher_name
        from {{ ref("stg_muster__articles") }} as articles
    ),

    ordered as (
        select
            named.*,
            shown.first_shown_at,
            shown.last_shown_at,
            shown.is_standing,
            shown.withdrawn_on,
            shown.gone_on,
            row_number() over (
                partition by named.article_id
                order by shown.first_shown_at, named.published nulls first, named.version
            ) as version_number
        from named
        join {{ ref("int_versions_shown") }} as shown using (article_id, version)
    )

select
    ordered.article_id,
    ordered.version,
    ordered.version_number,
    count(*) over (partition by ordered.article_id) as number_of_versions,
    row_number() over (
        partition by ordered.article_id order by last_shown_at desc, version_number desc
    )
    = 1 as is_latest,
    ordered.is_standing,
    ordered.withdrawn_on,
    ordered.gone_on,
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
