with
    named as (
        select claim_id, actor
        from {{ ref("int_claims") }}
        union
        select claim_id, counterparty as actor
        from {{ ref("int_claims") }}
    ),

    counted as (
        select actor, count(*) as number_of_claims from named where actor is not null group by actor
    )

select
    actor,
    coalesce(listed.name, actor) as name,
    listed.kind,
    listed.country,
    listed.actor is not null as is_listed,
    counted.number_of_claims
from counted
left join {{ ref("actors") }} as listed using (actor)
order by actor
