with
    told as (
        select
            claim_id,
            article_id,
            text_group,
            published,
            subject,
            measure,
            actor,
            claimant_key,
            low,
            best,
            high,
            -- The sentence without its figures.
            regexp_replace(lower(sentence), '[0-9]+([., ][0-9]+)*', '#', 'g') as wording
        from {{ ref("int_evidence") }}
        where not is_withdrawn and modality = 'asserted' and coalesce(low, best, high) is not null
    ),

    -- One text, one sentence, another figure.
    other_figures as (
        select distinct
            one.claim_id as one_claim_id, other.claim_id as other_claim_id, true as is_same_text
        from told as one
        join
            told as other
            on other.text_group = one.text_group
            and other.wording = one.wording
            and other.measure = one.measure
            and other.actor is not distinct from one.actor
            and other.article_id != one.article_id
            and other.claim_id > one.claim_id
            and (other.low, other.best, other.high) is distinct from (one.low, one.best, one.high)
    ),

    -- One text, or one claimant's word, and one figure that counts another thing: of casualties,
    -- for
    -- their measures exclude each other. Workers sent are employed as well, and the wounded are
    -- repatriated.
    other_measures as (
        select
            one.claim_id as one_claim_id,
            other.claim_id as other_claim_id,
            bool_or(other.text_group = one.text_group) as is_same_text
        from told as one
        join
            told as other
            on other.subject = one.subject
            and other.actor is not distinct from one.actor
            and other.measure != one.measure
            and other.measure != 'repatriated'
            and other.best = one.best
            and other.low is not distinct from one.low
            and other.high is not distinct from one.high
            and other.article_id != one.article_id
            and other.claim_id > one.claim_id
            and (
                other.text_group = one.text_group
                -- A small number is the same by chance.
                or (
                    one.best >= {{ var("least_figure_of_a_copy") }}
                    and other.claimant_key = one.claimant_key
                    and {{ reported_near("one", "other") }}
                )
            )
        where one.subject = 'casualties' and one.measure != 'repatriated'
        group by all
    ),

    pairs as (
        from other_figures
        union all
        from other_measures
    ),

    -- Who makes both claims has copied neither.
    apart as (
        select pairs.*
        from pairs
        anti join
            (
                select one.claim_id as one_claim_id, other.claim_id as other_claim_id
                from told as one
                join told as other using (article_id)
            ) as together using (one_claim_id, other_claim_id)
    ),

    -- What fewer articles print is the copy; of as many, what came later.
    ranked as (
        select
            apart.is_same_text,
            (one.number_of_articles, other.first_reported, one.claim_id)
            < (other.number_of_articles, one.first_reported, other.claim_id) as is_one,
            apart.one_claim_id,
            apart.other_claim_id
        from apart
        join {{ ref("int_claims") }} as one on one.claim_id = apart.one_claim_id
        join {{ ref("int_claims") }} as other on other.claim_id = apart.other_claim_id
    )

select
    if(is_one, one_claim_id, other_claim_id) as claim_id,
    if(is_one, other_claim_id, one_claim_id) as other_claim_id,
    bool_or(is_same_text) as is_same_text
from ranked
group by all
