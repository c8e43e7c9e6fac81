with
    -- Only texts that were printed more than once have copies.
    copied as (
        select text_group
        from {{ ref("int_evidence") }}
        where not is_withdrawn
        group by text_group
        having min(article_id) != max(article_id)
    ),

    told as (
        select
            claim_id,
            article_id,
            text_group,
            subject,
            measure,
            actor,
            low,
            best,
            high,
            -- The sentence without its figures.
            translate(lower(sentence), '0123456789.,', '') as wording
        from {{ ref("int_evidence") }}
        semi join copied using (text_group)
        where not is_withdrawn and modality = 'asserted' and coalesce(low, best, high) is not null
    ),

    -- One text, one sentence, another figure.
    other_figures as (
        select one.claim_id as one_claim_id, other.claim_id as other_claim_id, true as is_same_text
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

    -- One text, one figure that counts another thing: of casualties, for their measures exclude
    -- each other. Workers sent are employed as well, and the wounded are repatriated.
    other_measures as (
        select one.claim_id as one_claim_id, other.claim_id as other_claim_id, true as is_same_text
        from told as one
        join
            told as other
            on other.text_group = one.text_group
            and other.best = one.best
            and other.actor is not distinct from one.actor
            and other.low is not distinct from one.low
            and other.high is not distinct from one.high
            and other.measure != one.measure
            and other.article_id != one.article_id
            and other.claim_id > one.claim_id
        where
            one.subject = 'casualties'
            and other.subject = 'casualties'
            and 'repatriated' not in (one.measure, other.measure)
    ),

    -- The same of one claimant's word, in whatever texts.
    other_words as (
        select one.claim_id as one_claim_id, other.claim_id as other_claim_id, false as is_same_text
        from {{ ref("int_claims") }} as one
        join
            {{ ref("int_claims") }} as other
            on other.claimant_key = one.claimant_key
            and other.best = one.best
            and other.actor is not distinct from one.actor
            and other.low is not distinct from one.low
            and other.high is not distinct from one.high
            and other.measure != one.measure
            and other.claim_id > one.claim_id
            and coalesce(
                one.first_reported <= other.last_reported + {{ var("days_of_one_claim") }}
                and other.first_reported <= one.last_reported + {{ var("days_of_one_claim") }},
                true
            )
        where
            one.subject = 'casualties'
            and other.subject = 'casualties'
            and 'repatriated' not in (one.measure, other.measure)
            and one.modality = 'asserted'
            and other.modality = 'asserted'
            and coalesce(one.retracted_on, other.retracted_on) is null
            -- A small number is the same by chance.
            and one.best >= {{ var("least_figure_of_a_copy") }}
    ),

    pairs as (
        select one_claim_id, other_claim_id, bool_or(is_same_text) as is_same_text
        from
            (
                from other_figures
                union all
                from other_measures
                union all
                from other_words
            )
        group by all
    ),

    -- Who makes both claims has copied neither.
    together as (
        select pairs.one_claim_id, pairs.other_claim_id
        from pairs
        join {{ ref("int_evidence") }} as one on one.claim_id = pairs.one_claim_id
        join
            {{ ref("int_evidence") }} as other
            on other.claim_id = pairs.other_claim_id
            and other.article_id = one.article_id
    ),

    -- What fewer articles print is the copy; of as many, what came later.
    ranked as (
        select
            pairs.*,
            (one.number_of_articles, other.first_reported, one.claim_id)
            < (other.number_of_articles, one.first_reported, other.claim_id) as is_one
        from pairs
        anti join together using (one_claim_id, other_claim_id)
        join {{ ref("int_claims") }} as one on one.claim_id = pairs.one_claim_id
        join {{ ref("int_claims") }} as other on other.claim_id = pairs.other_claim_id
    )

select
    if(is_one, one_claim_id, other_claim_id) as claim_id,
    if(is_one, other_claim_id, one_claim_id) as other_claim_id,
    is_same_text
from ranked
