with
    counted as (
        select
            claimant,
            count(distinct claim_id) as number_of_claims,
            min(published) as first_reported,
            max(published) as last_reported
        from {{ ref("int_evidence") }}
        where claimant is not null
        group by claimant
    )

select
    claimant,
    listed.type,
    listed.country,
    listed.claimant is not null as is_listed,
    counted.number_of_claims,
    counted.first_reported,
    counted.last_reported
from counted
left join {{ ref("claimants") }} as listed using (claimant)
order by claimant
