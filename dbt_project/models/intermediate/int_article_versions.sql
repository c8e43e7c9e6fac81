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
            ) as publisher_name,
            -- A text that nobody else has printed is a group of its own.
            coalesce(
                signatures.text_group, articles.article_id || '-' || articles.version
            ) as text_group
        from {{ ref("stg_muster__articles") }} as articles
        left join {{ ref("stg_muster__signatures") }} as signatures using (article_id, version)
    ),

    -- What is said of a text by the first who says it: an outlet that leaves the credit out has the
    -- same text from the same agency.
    texts as (
        {%- set order -%}
            (coalesce(published, date 'infinity'), capture_day, article_id, version)
        {%- endset %}
        select
            text_group,
            arg_min(credit, {{ order }}) as credit,
            arg_min(publisher_name, {{ order }}) as publisher_name
        from named
        group by text_group
    ),

    origins as (
        select
            named.article_id,
            named.version,
            coalesce(
                by_own_credit.name,
                named.credit,
                by_credit.name,
                texts.credit,
                by_publisher.name,
                texts.publisher_name
            ) as origin,
            case
                when named.credit is not null
                then 'credit'
                when
                    texts.credit is not null
                    or texts.publisher_name is distinct from named.publisher_name
                then 'text'
                else 'publisher'
            end as origin_from
        from named
        join texts using (text_group)
        left join aliases as by_own_credit on by_own_credit.alias = lower(trim(named.credit))
        left join aliases as by_credit on by_credit.alias = lower(trim(texts.credit))
        left join aliases as by_publisher on by_publisher.alias = lower(trim(texts.publisher_name))
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
    ordered.published_month,
    ordered.published_prec,
    ordered.published_from,
    ordered.language,
    ordered.credit,
    origins.origin,
    origins.origin_from,
    ordered.text_group,
    ordered.source,
    ordered.capture_day
from ordered
join origins using (article_id, version)
