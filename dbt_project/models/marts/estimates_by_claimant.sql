with
    -- Each speaks once for a month: with the last that it said of it.
    monthly as (
        select
            series_key,
            said_by_key,
            cast(date_trunc('month', as_of) as date) as month,
            claim_id,
            claimant,
            as_of,
            first_reported,
            stock_flow
        from {{ ref("int_comparable_claims") }}
        where as_of is not null
        qualify
            row_number() over (
                partition by series_key, said_by_key, month
                order by as_of desc, first_reported desc nulls last, claim_id
            )
            = 1
    ),

    followed as (
        select
            *,
            lead(month, 1, date 'infinity') over (
                partition by series_key, said_by_key order by month
            ) as next_month
        from monthly
    ),

    months as (select distinct series_key, month from monthly),

    told as (
        select 'month' as period, * exclude (next_month)
        from followed
        union all by name
        -- A total, and a number present at a time, stands until the same claimant gives the next.
        select 'running' as period, followed.* exclude (next_month) replace (months.month as month)
        from followed
        join
            months
            on months.series_key = followed.series_key
            and months.month >= followed.month
            and months.month < followed.next_month
        where followed.stock_flow in ('cumulative', 'point_in_time')
    ),

    ranked as (
        select
            told.period,
            told.month,
            told.claim_id,
            -- An outlet's own word is a medium's.
            case when told.claimant is null then 'media' else listed.type end as claimant_type,
            row_number() over (
                partition by told.series_key, told.period, told.month
                order by told.as_of desc, told.first_reported desc nulls last, told.claim_id
            )
            = 1 as is_latest,
            row_number() over (
                partition by told.series_key, told.period, told.month, claimant_type
                order by told.as_of desc, told.first_reported desc nulls last, told.claim_id
            )
            = 1 as is_latest_of_type
        from told
        left join {{ ref("dim_claimants") }} as listed using (claimant)
    ),

    places as (
        select series_key, min(place) as place
        from {{ ref("int_comparable_claims") }}
        where place_key is not null
        group by series_key
    )

select
    claims.series_key as series_id,
    ranked.period,
    ranked.month,
    claims.subject,
    claims.measure,
    claims.stock_flow,
    claims.actor,
    claims.counterparty,
    claims.country,
    places.place,
    claims.population,
    claims.item_category,
    claims.unit,
    claims.said_by,
    ranked.claimant_type,
    claims.claimant,
    ranked.claim_id,
    claims.low,
    claims.best,
    claims.high,
    claims.middle,
    claims.as_of,
    claims.first_reported,
    ranked.is_latest,
    ranked.is_latest_of_type,
    claims.origins
from ranked
join {{ ref("int_comparable_claims") }} as claims using (claim_id)
left join places using (series_key)
order by series_id, ranked.period, ranked.month, claims.as_of, ranked.claim_id
