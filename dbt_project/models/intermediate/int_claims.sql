with
    gone as (
        select claim_id, bool_and(is_withdrawn) as is_gone
        from {{ ref("int_evidence") }}
        group by claim_id
    ),

    evidence as (
        select
            evidence.*,
            -- What was taken back counts only where nothing else is left of the claim.
            not evidence.is_withdrawn or gone.is_gone as is_counted,
            whole.claim_id as whole_claim_id
        from {{ ref("int_evidence") }} as evidence
        join gone using (claim_id)
        left join {{ ref("int_mention_claims") }} as whole on whole.mention_id = evidence.part_of
    ),

    merged as (
        select
            claim_id,
            -- The same in all mentions of a claim.
            any_value(subject) as subject,
            any_value(measure) as measure,
            any_value(low) as low,
            any_value(best) as best,
            any_value(high) as high,
            any_value(unit) as unit,
            any_value(actor) as actor,
            any_value(modality) as modality,
            any_value(item_key) as item_key,
            any_value(first_captured) as first_captured,
            -- Where mentions may differ, the first that has it gives it.
            arg_min(counterparty, evidence_number) as counterparty,
            arg_min(population, evidence_number) as population,
            any_value(quantifier) filter (where evidence_number = 1) as quantifier,
            any_value(value_text) filter (where evidence_number = 1) as value_text,
            any_value(item) filter (where evidence_number = 1) as item,
            arg_min(item_category, evidence_number) as item_category,
            arg_min(stock_flow, evidence_number) as stock_flow,
            arg_min(
                {'first_day':date_start, 'last_day':date_end, 'prec':date_prec}, evidence_number
            ) filter (where start_day is not null) as period,
            {% set location -%}
                {
                    'name':place,
                    'key':place_key,
                    'country':country,
                    'prec':where_prec,
                    'latitude':latitude,
                    'longitude':longitude
                }
            {%- endset %}
            coalesce(
                arg_min({{ location }}, evidence_number) filter (where place_key is not null),
                arg_min({{ location }}, evidence_number) filter (where place is not null),
                arg_min({{ location }}, evidence_number) filter (where country is not null)
            ) as location,
            {% set speaker -%}
                {'name':claimant, 'key':claimant_key, 'via':via}
            {%- endset %}
            coalesce(
                arg_min({{ speaker }}, evidence_number) filter (where claimant_key is not null),
                arg_min({{ speaker }}, evidence_number)
            ) as speaker,
            arg_min(whole_claim_id, evidence_number) filter (
                where whole_claim_id != claim_id
            ) as part_of_claim_id,
            min(published) as first_reported,
            max(published) as last_reported,
            case when bool_and(is_withdrawn) then max(withdrawn_on) end as retracted_on,
            count(*) filter (where is_counted) as number_of_mentions,
            count(distinct article_id) filter (where is_counted) as number_of_articles,
            count(distinct publisher_name) filter (where is_counted) as number_of_publishers,
            list_sort(list(distinct origin) filter (where is_counted)) as origins,
            len(origins) as number_of_origins,
            any_value(canonical_url) filter (where evidence_number = 1) as source_url,
            any_value(title) filter (where evidence_number = 1) as source_headline,
            any_value(publisher_name) filter (where evidence_number = 1) as source_publisher,
            any_value(sentence) filter (where evidence_number = 1) as sentence
        from evidence
        group by claim_id
    ),

    kinds as (
        select *, hash(subject, measure, actor, counterparty, unit, item_key, modality) as kind_key
        from merged
    ),

    -- Where all claims of a kind that say which people say the same, those that do not mean them.
    people as (
        select kind_key, min(population) as only_population
        from kinds
        group by kind_key
        having min(population) = max(population)
    )

select
    kinds.* exclude (item_key, period, location, speaker, kind_key),
    period.first_day as date_start,
    period.last_day as date_end,
    period.prec as date_prec,
    location.name as place,
    location.key as place_key,
    location.country as country,
    location.prec as where_prec,
    location.latitude as latitude,
    location.longitude as longitude,
    speaker.name as claimant,
    speaker.key as claimant_key,
    speaker.via as via,
    {{
        content_key(
            [
                "subject",
                "measure",
                "actor",
                "counterparty",
                "coalesce(population, only_population)",
                "unit",
                "item_key",
                "modality",
            ]
        )
    }} as thing_key
from kinds
left join people using (kind_key)
