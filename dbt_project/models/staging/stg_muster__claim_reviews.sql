-- `rowid` is the place of a line in the file: of two verdicts of one day, the later line counts.
select
    trim(claim_id) as claim_id,
    trim(verdict) as verdict,
    low,
    best,
    high,
    nullif(trim(note), '') as note,
    nullif(trim(reviewer), '') as reviewer,
    reviewed_on
from {{ ref("claim_reviews") }}
qualify row_number() over (partition by trim(claim_id) order by reviewed_on desc, rowid desc) = 1
