with
    superseded as (select distinct claim_id from {{ ref("int_claim_successions") }}),

    superseding as (
        select superseding_claim_id as claim_id, claim_id as supersedes_claim_id
        from {{ ref("int_claim_successions") }}
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
    end as review_status
from {{ ref("int_claims") }} as claims
left join superseded using (claim_id)
left join superseding using (claim_id)
left join {{ ref("claim_reviews") }} as reviews using (claim_id)
