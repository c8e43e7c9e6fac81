-- No mention is lost between staging and evidence, but for what an article has said again in a
-- later version.
select mentions.mention_id
from {{ ref("int_mention_claims") }} as mentions
anti join {{ ref("claim_evidence") }} as evidence on evidence.claim_id = mentions.claim_id
union all
select mentions.mention_id
from {{ ref("int_mentions") }} as mentions
anti join {{ ref("int_mention_claims") }} using (mention_id)
