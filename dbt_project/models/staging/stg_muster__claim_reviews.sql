with
    -- Of two verdicts of one day, the later line counts.
    lines as (select *, row_number() over () as line_number from {{ ref("claim_reviews") }})

select
    trim(claim_id) as claim_id,
    trim(verdict) as verdict,
    low,
    best,
    high,
    nullif(trim(note), '') as note,
    nullif(trim(reviewer), '') as reviewer,
    reviewed_on
from lines
qualify
    row_number() over (partition by trim(claim_id) order by reviewed_on desc, line_number desc) = 1
