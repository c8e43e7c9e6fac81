with
    -- A figure that an analyst has rejected replaces none.
    successions as (
        select successions.*
        from {{ ref("int_claim_successions") }} as successions
        anti join
            {{ ref("claim_reviews") }} as reviews
            on reviews.claim_id = successions.superseding_claim_id
            and reviews.verdict = 'reject'
    ),

    superseded as (
        select
            claim_id,
            min_by(
                superseding_claim_id, (superseded_on, superseding_claim_id)
            ) as superseded_by_claim_id,
            min(superseded_on) as superseded_on
        from successions
        group by claim_id
    ),

    superseding as (
        select superseding_claim_id as claim_id, claim_id as supersedes_claim_id
        from successions
        where is_direct
    )

select
    claims.* replace (
        -- A corrected value takes the place of all three; value_text and the evidence keep what
        -- was printed.
        case when reviews.verdict = 'correct' then reviews.low else claims.low end as low,
        case when reviews.verdict = 'correct' then reviews.best else claims.best end as best,
        case when reviews.verdict = 'correct' then reviews.high else claims.high end as high
    ),
    superseding.supersedes_claim_id,
    superseded.superseded_by_claim_id,
    superseded.superseded_on,
    superseded.claim_id is null and claims.retracted_on is null as is_current,
    case
        reviews.verdict
        when 'accept'
        then 'accepted'
        when 'reject'
        then 'rejected'
        when 'correct'
        then 'corrected'
        else 'unreviewed'
    end as review_status,
    reviews.reviewed_on
from {{ ref("int_claims") }} as claims
left join superseded using (claim_id)
left join superseding using (claim_id)
left join {{ ref("claim_reviews") }} as reviews using (claim_id)
