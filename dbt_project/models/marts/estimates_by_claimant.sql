with
    said as (
        select *, cast(date_trunc('month', as_of) as date) as month
        from {{ ref("int_comparable_claims") }}
        where as_of is not null
    ),

    -- Each speaks once for a month: with the last that it said of it.
    monthly as (
        select *
        from said
        qualify
            row_number() over (
                partition by series_key, said_by_key, month
                order by as_of desc, first_reported desc nulls last, claim_id
            )
            = 1
    ),

    -- A total, and a number present at a time, stands until the same claimant gives the next.
    standing as (
        select
            * exclude (month),
            unnest(
                generate_series(
                    month,
                    coalesce(
                        lead(month) over (partition by series_key, said_by_key order by month)
                        - interval 1 month,
                        max(month) over (partition by series_key)
                    ),
                    interval 1 month
                )
            ) as month
        from monthly
        where stock_flow in ('cumulative', 'point_in_time')
    ),

    told as (
        select 'month' as period, *
        from monthly
        union all by name
        select 'running' as period, * replace (cast(month as date) as month)
        from standing
    ),

    named as (
        select
            told.*,
            -- An outlet's own word is a medium's.
            case when told.claimant is null then 'media' else listed.type end as claimant_type,
            first(told.place) over (
                partition by told.series_key order by told.first_reported nulls last, told.claim_id
            ) as place_name
        from told
        left join {{ ref("dim_claimants") }} as listed using (claimant)
    )

select
    series_key as series_id,
    period,
    month,
    subject,
    measure,
    stock_flow,
    actor,
    counterparty,
    country,
    case when place_key is not null then place_name end as place,
    population,
    item_category,
    unit,
    said_by,
    claimant_type,
    claimant,
    claim_id,
    low,
    best,
    high,
    middle,
    as_of,
    first_reported,
    row_number() over (
        partition by series_key, period, month
        order by as_of desc, first_reported desc nulls last, claim_id
    )
    = 1 as is_latest,
    row_number() over (
        partition by series_key, period, month, claimant_type
        order by as_of desc, first_reported desc nulls last, claim_id
    )
    = 1 as is_latest_of_type,
    origins
from named
order by subject, measure, actor, counterparty, unit, series_id, period, month, as_of, claim_id
