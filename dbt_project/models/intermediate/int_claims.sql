with
    evidence as (
        select
            evidence.*,
            -- What was taken back counts only where nothing else is left of the claim.
            not is_withdrawn
            or bool_and(is_withdrawn) over (partition by evidence.claim_id) as is_counted,
            whole.claim_id as whole_claim_id
        from {{ ref("int_evidence") }} as evidence
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
            first(counterparty order by evidence_number) filter (
                where counterparty is not null
            ) as counterparty,
            first(population order by evidence_number) filter (
                where population is not null
            ) as population,
            first(quantifier order by evidence_number) as quantifier,
            first(value_text order by evidence_number) as value_text,
            first(item order by evidence_number) as item,
            first(item_category order by evidence_number) filter (
                where item_category is not null
            ) as item_category,
            first(stock_flow order by evidence_number) filter (
                where stock_flow is not null
            ) as stock_flow,
            first(
                {'first_day':date_start, 'last_day':date_end, 'prec':date_prec}
                order by evidence_number
            ) filter (where start_day is not null) as period,
            first(
                {
                    'name':place,
                    'key':place_key,
                    'country':country,
                    'prec':where_prec,
                    'latitude':latitude,
                    'longitude':longitude
                }
                order by place_key is null, place is null, evidence_number
            ) filter (where place is not null or country is not null) as location,
            first(
                {'name':claimant, 'key':claimant_key, 'via':via}
                order by claimant_key is null, evidence_number
            ) as speaker,
            first(whole_claim_id order by evidence_number) filter (
                where whole_claim_id != claim_id
            ) as part_of_claim_id,
            min(published) as first_reported,
            max(published) as last_reported,
            case when bool_and(is_withdrawn) then max(withdrawn_on) end as retracted_on,
            count(*) filter (where is_counted) as number_of_mentions,
            count(distinct article_id) filter (where is_counted) as number_of_articles,
            count(distinct publisher_name) filter (where is_counted) as number_of_publishers,
            count(distinct origin) filter (where is_counted) as number_of_origins,
            list(distinct origin order by origin) filter (where is_counted) as origins,
            first(canonical_url order by evidence_number) as source_url,
            first(title order by evidence_number) as source_headline,
            first(publisher_name order by evidence_number) as source_publisher,
            first(sentence order by evidence_number) as sentence
        from evidence
        group by claim_id
    )

select
    * exclude (item_key, period, location, speaker),
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
                "population",
                "unit",
                "item_key",
                "modality",
            ]
        )
    }} as thing_key
from merged
