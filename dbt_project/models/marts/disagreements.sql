with
    claims as (
        select *, coalesce(low, 0) as least_value, coalesce(high, 'inf'::double) as most_value
        from {{ ref("int_reviewed_claims") }}
        where
            modality = 'asserted'
            and retracted_on is null
            and review_status != 'rejected'
            and coalesce(low, best, high) is not null
    ),

    parts as (
        select
            part.claim_id,
            part.measure,
            part.least_value,
            part.most_value,
            part.value_text,
            whole.claim_id as whole_claim_id,
            whole.measure as whole_measure,
            whole.least_value as whole_least_value,
            whole.most_value as whole_most_value,
            whole.value_text as whole_value_text,
            -- Round numbers need not add up to the last digit.
            if(
                bool_or('approximately' in (part.quantifier, whole.quantifier)) over same_whole,
                {{ var("leeway_of_round_numbers") }},
                0
            ) as leeway,
            count(*) over same_measure as number_of_measure
        from claims as part
        join
            claims as whole
            on whole.claim_id = part.part_of_claim_id
            and whole.unit is not distinct from part.unit
        window
            same_whole as (partition by whole.claim_id),
            same_measure as (partition by whole.claim_id, part.measure)
    ),

    parts_above_whole as (
        select
            'part_above_whole' as kind,
            claim_id,
            whole_claim_id as other_claim_id,
            format(
                '"{}" is said to be a part of "{}", which is less.', value_text, whole_value_text
            ) as explanation
        from parts
        where least_value > whole_most_value
    ),

    -- Killed and wounded make up casualties; where one of them is given in two pieces, nobody can
    -- tell which to take.
    added as (
        select
            whole_claim_id,
            any_value(whole_value_text) as whole_value_text,
            sum(least_value) as least_sum,
            sum(most_value) as most_sum,
            string_agg(format('"{}" {}', value_text, measure), ' and ' order by measure) as parts,
            least_sum > any_value(whole_most_value) * (1 + any_value(leeway))
            or most_sum < any_value(whole_least_value) * (1 - any_value(leeway)) as is_wrong
        from parts
        where whole_measure = 'casualties' and measure in ('killed', 'wounded')
        group by whole_claim_id
        having count(*) = 2 and max(number_of_measure) = 1
    ),

    parts_unlike_whole as (
        select
            'parts_unlike_whole' as kind,
            parts.claim_id,
            added.whole_claim_id as other_claim_id,
            format('{} do not make "{}".', added.parts, added.whole_value_text) as explanation
        from added
        join parts using (whole_claim_id)
        where added.is_wrong and parts.measure in ('killed', 'wounded')
    ),

    -- The highest number sent that was told of by each day: of all that were sent to a country, and
    -- of all that one claimant told of.
    deployed as (
        select
            actor,
            told_by,
            first_reported,
            arg_max(claim_id, (coalesce(high, best, low), claim_id)) over (
                partition by actor, told_by order by first_reported
            ) as claim_id
        from claims, unnest(['in ' || counterparty, 'by ' || claimant_key]) as known(told_by)
        where
            subject = 'troops'
            and measure = 'deployed'
            and stock_flow in ('cumulative', 'point_in_time')
            and counterparty != actor
            and told_by is not null
            and first_reported is not null
    ),

    losses as (
        select
            claim_id,
            actor,
            least_value,
            value_text,
            measure,
            first_reported,
            -- Where the toll gives no country, only its own claimant's number can be meant.
            coalesce('in ' || coalesce(counterparty, country), 'by ' || claimant_key) as told_by
        from claims
        where
            subject = 'casualties'
            and measure != 'repatriated'
            and stock_flow is distinct from 'incremental'
            and (
                population is null
                or population in (select population from claims where subject = 'troops')
            )
    ),

    losses_above_deployed as (
        select
            'casualties_above_deployed' as kind,
            losses.claim_id,
            sent.claim_id as other_claim_id,
            format(
                '"{}" {} are more than the "{}" said to have been sent.',
                losses.value_text,
                losses.measure,
                sent.value_text
            ) as explanation
        from losses
        asof join
            deployed
            on deployed.actor = losses.actor
            and deployed.told_by = losses.told_by
            and deployed.first_reported <= losses.first_reported
        join claims as sent on sent.claim_id = deployed.claim_id
        where losses.least_value > sent.most_value
    ),

    compared as (
        select *, coalesce(low, 0) as least_value, coalesce(high, 'inf'::double) as most_value
        from {{ ref("int_comparable_claims") }}
        where
            claimant is not null
            and as_of is not null
            and (
                stock_flow in ('cumulative', 'point_in_time')
                -- What happened within a time is compared with the same time only.
                or (stock_flow = 'incremental' and date_start is not null and date_end is not null)
            )
    ),

    pairs as (
        select
            one.claim_id,
            one.said_by,
            other.claim_id as other_claim_id,
            other.said_by as other_said_by,
            greatest(
                one.least_value / other.most_value, other.least_value / one.most_value
            ) as times
        from compared as one
        join
            compared as other
            on other.series_key = one.series_key
            and other.said_by_key != one.said_by_key
            and other.as_of
            between one.as_of - interval ({{ var("days_of_comparison") }}) day and one.as_of
            and (other.as_of, other.claim_id) < (one.as_of, one.claim_id)
            and (
                one.stock_flow != 'incremental'
                or (one.date_start = other.date_start and one.date_end = other.date_end)
            )
        -- The last word of each of the others by then.
        qualify
            row_number() over (
                partition by one.claim_id, other.said_by_key
                order by other.as_of desc, other.first_reported desc, other.claim_id
            )
            = 1
    ),

    claimants_apart as (
        select
            'claimants_apart' as kind,
            claim_id,
            other_claim_id,
            format(
                '{} and {} differ by a factor of {:.1f} or more.', said_by, other_said_by, times
            ) as explanation
        from pairs
        where times > {{ var("factor_of_disagreement") }}
    ),

    totals_that_fall as (
        select
            'total_falls' as kind,
            later.claim_id,
            earlier.claim_id as other_claim_id,
            format(
                'A total so far cannot fall from "{}" to "{}".',
                earlier.value_text,
                later.value_text
            ) as explanation
        from {{ ref("int_claim_successions") }} as successions
        join claims as earlier on earlier.claim_id = successions.claim_id
        join claims as later on later.claim_id = successions.superseding_claim_id
        where
            successions.is_direct
            and earlier.stock_flow = 'cumulative'
            and later.most_value < earlier.least_value
    ),

    garbled_copies as (
        select
            'garbled_copy' as kind,
            copy.claim_id,
            origin.claim_id as other_claim_id,
            format(
                '{} is printed as "{}" {}, and in {} of {} articles as "{}" {}.',
                case when copies.is_same_text then 'One text' else 'One claimant''s word' end,
                copy.value_text,
                copy.measure,
                origin.number_of_articles,
                origin.number_of_articles + copy.number_of_articles,
                origin.value_text,
                origin.measure
            ) as explanation
        from {{ ref("int_garbled_copies") }} as copies
        join claims as copy on copy.claim_id = copies.claim_id
        join claims as origin on origin.claim_id = copies.other_claim_id
    ),

    found as (
        from parts_above_whole
        union all
        from parts_unlike_whole
        union all
        from losses_above_deployed
        union all
        from claimants_apart
        union all
        from totals_that_fall
        union all
        from garbled_copies
    )

select
    found.kind,
    found.explanation,
    one.subject,
    one.actor,
    one.counterparty,
    found.claim_id,
    one.measure,
    one.value_text,
    one.claimant,
    one.first_reported,
    one.sentence,
    one.source_url,
    found.other_claim_id,
    other.subject as other_subject,
    other.measure as other_measure,
    other.value_text as other_value_text,
    other.claimant as other_claimant,
    other.first_reported as other_first_reported,
    other.sentence as other_sentence,
    other.source_url as other_source_url
from found
join claims as one on one.claim_id = found.claim_id
join claims as other on other.claim_id = found.other_claim_id
order by found.kind, one.first_reported desc nulls last, found.claim_id, found.other_claim_id
