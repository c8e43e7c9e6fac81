with
    counted as (
        select
            article_id, count(*) as number_of_mentions, count(distinct claim_id) as number_of_claims
        from {{ ref("int_evidence") }}
        where not is_withdrawn
        group by article_id
    )

select
    versions.article_id,
    versions.version,
    versions.number_of_versions,
    versions.canonical_url as source_url,
    versions.title as source_headline,
    versions.publisher_name as source_publisher,
    versions.country,
    versions.author,
    versions.published,
    versions.published_month,
    versions.published_prec,
    versions.published_from,
    versions.language,
    versions.credit,
    versions.origin,
    versions.origin_from,
    versions.source,
    versions.capture_day,
    versions.gone_on,
    coalesce(counted.number_of_mentions, 0) as number_of_mentions,
    coalesce(counted.number_of_claims, 0) as number_of_claims
from {{ ref("int_article_versions") }} as versions
left join counted using (article_id)
where versions.is_latest
order by versions.published, versions.article_id
