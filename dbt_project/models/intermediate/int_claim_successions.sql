with
    -- Only what a claimant can bring up to date: a total, or a number present at a time.
    replaceable as (
        select claims.*
        from {{ ref("int_claims") }} as claims
        left join {{ ref("int_claims") }} as whole on whole.claim_id = claims.part_of_claim_id
        where
            claims.claimant_key is not null
            and claims.stock_flow in ('cumulative', 'point_in_time')
            and coalesce(claims.low, claims.best, claims.high) is not null
            and claims.retracted_on is null
            -- A part of a figure of the same kind ("the first 1,000 of 6,000") is another thing
            -- counted.
            and whole.thing_key is distinct from claims.thing_key
    )

select
    earlier.claim_id,
    later.claim_id as superseding_claim_id,
    later.first_reported as superseded_on,
    row_number() over (
        partition by later.claim_id
        order by earlier.first_reported desc, earlier.date_end desc nulls last, earlier.claim_id
    )
    = 1 as is_direct
from replaceable as earlier
join
    replaceable as later
    on later.thing_key = earlier.thing_key
    and later.claimant_key = earlier.claimant_key
    and later.stock_flow = earlier.stock_flow
    and later.first_reported > earlier.first_reported
    -- A report that looks back is no later estimate.
    and coalesce(later.date_end >= earlier.date_end, true)
    and coalesce(later.country = earlier.country, true)
    and (
        later.place_key is not distinct from earlier.place_key
        -- People sent abroad are one contingent, whether or not the place is named; a toll at one
        -- place is not the
        -- country's.
        or (
            earlier.counterparty is not null
            and (later.place_key is null or earlier.place_key is null)
        )
    )
