with
    told as (
        select
            claims.claim_id,
            claims.mention_id,
            claims.first_captured,
            mentions.article_id,
            mentions.published,
            mentions.capture_day,
            mentions.char_start,
            versions.is_standing,
            versions.version_number,
            versions.number_of_versions,
            not versions.is_standing as is_withdrawn
        from {{ ref("int_mention_claims") }} as claims
        join {{ ref("int_mentions") }} as mentions using (mention_id)
        join {{ ref("int_article_versions") }} as versions using (article_id, version)
    ),

    -- An article speaks once for a claim: with the last version that makes it, one that still
    -- stands before one that does not.
    told_once as (
        from told
        where number_of_versions = 1
        union all
        from told
        where number_of_versions > 1
        qualify
            rank() over (
                partition by claim_id, article_id order by is_standing desc, version_number desc
            )
            = 1
    ),

    numbered as (
        select
            claim_id,
            mention_id,
            first_captured,
            is_withdrawn,
            row_number() over (
                partition by claim_id
                order by
                    is_withdrawn,
                    published nulls last,
                    capture_day,
                    article_id,
                    char_start,
                    mention_id
            ) as evidence_number
        from told_once
    )

-- The long texts join last, so that they are not sorted.
select
    numbered.claim_id,
    numbered.first_captured,
    mentions.*,
    versions.version_number,
    numbered.is_withdrawn,
    versions.withdrawn_on,
    versions.canonical_url,
    versions.title,
    versions.publisher_name,
    versions.origin,
    versions.text_group,
    numbered.evidence_number
from {{ ref("int_mentions") }} as mentions
join numbered using (mention_id)
join {{ ref("int_article_versions") }} as versions using (article_id, version)
