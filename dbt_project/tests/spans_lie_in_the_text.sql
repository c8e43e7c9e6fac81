-- The span of every piece of evidence lies in the text of its version, and holds the words printed.
select evidence.mention_id
from {{ ref("claim_evidence") }} as evidence
left join {{ ref("stg_muster__articles") }} as articles using (article_id, version)
where
    articles.text is null
    or evidence.sentence_end > length(articles.text)
    or evidence.char_end > length(articles.text)
    or not contains(
        substr(articles.text, evidence.char_start + 1, evidence.char_end - evidence.char_start),
        coalesce(evidence.value_text, '')
    )
