with
    -- A figure that an analyst has rejected replaces none.
    successions as (
        select successions.*
        from {{ ref("int_claim_successions") }} as successions
        anti join
            {{ ref("stg_muster__claim_reviews") }} as reviews
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
    ),

    -- A corrected value takes the place of all three; what was printed stays beside it.
    valued as (
        select
            claims.* exclude (low, best, high, quantifier),
            coalesce(reviews.verdict = 'correct', false) as is_corrected,
            if(is_corrected, reviews.low, claims.low) as low,
            if(is_corrected, reviews.best, claims.best) as best,
            if(is_corrected, reviews.high, claims.high) as high,
            claims.low as printed_low,
            claims.best as printed_best,
            claims.high as printed_high,
            claims.quantifier as printed_quantifier,
            reviews.verdict,
            reviews.note as review_note,
            reviews.reviewer,
            reviews.reviewed_on
        from {{ ref("int_claims") }} as claims
        left join {{ ref("stg_muster__claim_reviews") }} as reviews using (claim_id)
    )

select
    claims.* exclude (is_corrected, printed_quantifier, verdict),
    superseding.supersedes_claim_id,
    superseded.superseded_by_claim_id,
    superseded.superseded_on,
    superseded.claim_id is null and claims.retracted_on is null as is_current,
    case
        claims.verdict
        when 'accept'
        then 'accepted'
        when 'reject'
        then 'rejected'
        when 'correct'
        then 'corrected'
        else 'unreviewed'
    end as review_status,
    -- The words that bound a printed value say nothing of another.
    case
        when not claims.is_corrected
        then claims.printed_quantifier
        when claims.high is null
        then if(claims.printed_quantifier = 'more_than', 'more_than', 'at_least')
        when claims.low is null
        then if(claims.printed_quantifier = 'less_than', 'less_than', 'up_to')
        when claims.low < claims.high
        then 'between'
        when claims.printed_quantifier = 'approximately'
        then 'approximately'
        else 'exact'
    end as quantifier
from valued as claims
left join superseded using (claim_id)
left join superseding using (claim_id)
