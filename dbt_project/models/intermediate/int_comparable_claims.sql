{#- What two figures have in common when they can be compared. -#}
{%- set series = [
    "subject",
    "measure",
    "stock_flow",
    "actor",
    "counterparty",
    "country",
    "place_key",
    "population",
    "item_category",
    "unit",
] -%}

with
    said as (
        select
            claims.claim_id,
            claims.subject,
            claims.measure,
            claims.stock_flow,
            claims.actor,
            claims.counterparty,
            -- People sent abroad are one contingent, wherever they were seen; a toll is of its
            -- place, and so is what happened at one time.
            case when claims.counterparty is null then claims.country end as country,
            case
                when claims.counterparty is null or claims.stock_flow = 'incremental'
                then claims.place_key
            end as place_key,
            claims.population,
            claims.item_category,
            claims.unit,
            claims.place,
            claims.low,
            claims.best,
            claims.high,
            coalesce(
                claims.best, (claims.low + claims.high) / 2, claims.low, claims.high
            ) as middle,
            claims.date_start,
            claims.date_end,
            claims.first_reported,
            -- What a report says of an earlier day, it says of that day.
            least(claims.date_end, claims.first_reported) as as_of,
            coalesce(claims.claimant, claims.source_publisher) as said_by,
            coalesce(
                claims.claimant_key, 'outlet ' || lower(claims.source_publisher)
            ) as said_by_key,
            claims.claimant,
            claims.origins
        from {{ ref("int_reviewed_claims") }} as claims
        left join
            {{ ref("int_reviewed_claims") }} as whole on whole.claim_id = claims.part_of_claim_id
        where
            claims.modality = 'asserted'
            and claims.retracted_on is null
            and claims.review_status != 'rejected'
            and coalesce(claims.low, claims.best, claims.high) is not null
            -- "Thousands" is between 1,000 and 9,999 by convention only.
            and (claims.quantifier != 'vague' or claims.review_status = 'corrected')
            -- "The first 1,000 of 6,000" is no second figure for the 6,000.
            and whole.thing_key is distinct from claims.thing_key
    ),

    -- Where all that give a country, or say which people, give the same, those that do not mean
    -- it too.
    completed as (
        select
            * replace (
                case
                    when min(country) over alike = max(country) over alike
                    then min(country) over alike
                    else country
                end as country,
                case
                    when min(population) over alike = max(population) over alike
                    then min(population) over alike
                    else population
                end as population
            )
        from said
        window
            alike as (
                partition by
                    subject,
                    measure,
                    stock_flow,
                    actor,
                    counterparty,
                    place_key,
                    item_category,
                    unit
            )
    )

select *, {{ content_key(series) }} as series_key
from completed
