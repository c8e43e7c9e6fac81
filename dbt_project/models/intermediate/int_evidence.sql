with
    told as (
        select
            claims.claim_id,
            claims.first_captured,
            mentions.*,
            versions.version_number,
            not versions.is_standing as is_withdrawn,
            versions.withdrawn_on,
            versions.canonical_url,
            versions.title,
            versions.publisher_name,
            versions.origin,
            versions.text_group
        from {{ ref("int_mention_claims") }} as claims
        join {{ ref("int_mentions") }} as mentions using (mention_id)
        join {{ ref("int_article_versions") }} as versions using (article_id, version)
        -- An article speaks once for a claim: with the last version that makes it, one that still
        -- stands before one that does not.
        qualify
            (
                versions.is_standing,
                versions.version_number
            ) = max((versions.is_standing, versions.version_number)) over (
                partition by claims.claim_id, mentions.article_id
            )
    )

select
    *,
    row_number() over (
        partition by claim_id
        order by is_withdrawn, published nulls last, capture_day, article_id, char_start, mention_id
    ) as evidence_number
from told
