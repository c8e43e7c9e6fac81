-- A line of figures that replace each other ends in one that is current: what was replaced is not
-- current, and was replaced by a claim of the same claimant that was reported later and stands.
with
    claims as (
        {% for subject in ["troops", "casualties", "laborers", "transfers"] %}
            select
                claim_id,
                measure,
                claimant,
                first_reported,
                is_current,
                retracted_on,
                superseded_by_claim_id,
                superseded_on
            from {{ ref("fct_" ~ subject) }} {{ "union all" if not loop.last }}
        {% endfor %}
    )

select earlier.*
from claims as earlier
left join claims as later on later.claim_id = earlier.superseded_by_claim_id
where
    earlier.is_current != (earlier.superseded_by_claim_id is null and earlier.retracted_on is null)
    or (
        earlier.superseded_by_claim_id is not null
        and (
            later.claim_id is null
            or later.first_reported <= earlier.first_reported
            or later.first_reported != earlier.superseded_on
            or later.measure != earlier.measure
            or later.retracted_on is not null
        )
    )
