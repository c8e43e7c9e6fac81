-- The claim that a claim is a part of, or replaces, is a claim; none is related to itself.
with
    claims as (
        {% for subject in ["troops", "casualties", "laborers", "transfers"] %}
            select claim_id, part_of_claim_id, supersedes_claim_id
            from {{ ref("fct_" ~ subject) }} {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    related as (
        select claim_id, part_of_claim_id as other_id
        from claims
        where part_of_claim_id is not null
        union all
        select claim_id, supersedes_claim_id as other_id
        from claims
        where supersedes_claim_id is not null
    )

select related.*
from related
left join claims on claims.claim_id = related.other_id
where claims.claim_id is null or related.claim_id = related.other_id
