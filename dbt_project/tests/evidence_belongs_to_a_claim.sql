-- Every piece of evidence bears out a row of the fact table of its subject.
with
    claims as (
        {% for subject in ["troops", "casualties", "laborers", "transfers"] %}
            select '{{ subject }}' as subject, claim_id
            from {{ ref("fct_" ~ subject) }} {{ "union all" if not loop.last }}
        {% endfor %}
    )

select evidence.*
from {{ ref("claim_evidence") }} as evidence
anti join claims using (subject, claim_id)
