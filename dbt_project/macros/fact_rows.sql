{# The claims on a subject, in the columns that the four fact tables share. #}
{% macro fact_rows(subject) -%}
    select
        claim_id,
        measure,
        low,
        best,
        high,
        quantifier,
        value_text,
        unit,
        {% if subject == "transfers" -%}
            (
                select units.unit_kind
                from {{ ref("units") }} as units
                where units.unit = claims.unit
            ) as unit_kind,
        {%- endif %}
        stock_flow,
        {% if subject == "transfers" -%}
            actor as supplier, counterparty as recipient, item, item_category,
        {%- else -%} actor, counterparty, population,
        {%- endif %}
        date_start,
        date_end,
        date_prec,
        first_reported,
        last_reported,
        place,
        country,
        where_prec,
        claimant,
        via,
        modality,
        part_of_claim_id,
        supersedes_claim_id,
        superseded_by_claim_id,
        superseded_on,
        is_current,
        retracted_on,
        first_captured,
        number_of_mentions,
        number_of_articles,
        number_of_publishers,
        number_of_origins,
        review_status,
        printed_low,
        printed_best,
        printed_high,
        review_note,
        reviewer,
        reviewed_on,
        source_url,
        source_headline,
        source_publisher,
        sentence
    from {{ ref("int_reviewed_claims") }} as claims
    where subject = '{{ subject }}'
    order by first_reported, claim_id
{%- endmacro %}
