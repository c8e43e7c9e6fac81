{%- set reading = [
    "subject",
    "measure",
    "low",
    "best",
    "high",
    "quantifier",
    "value_text",
    "unit",
    "actor",
    "counterparty",
    "population",
    "item",
    "place",
    "country",
    "date_start",
    "date_end",
    "claimant",
    "modality",
] -%}

with
    versions as (
        select article_id, version, is_standing
        from {{ ref("int_article_versions") }}
        -- Of an article that never changed there is nothing to compare.
        qualify not bool_and(is_standing) over (partition by article_id)
    ),

    mentions as (
        select
            mentions.mention_id,
            mentions.article_id,
            versions.is_standing,
            regexp_replace(mentions.sentence, '\s+', ' ', 'g') as sentence,
            {{ content_key(reading) }} as reading_key
        from {{ ref("stg_muster__mentions") }} as mentions
        join versions using (article_id, version)
    ),

    standing_texts as (
        select articles.article_id, regexp_replace(articles.text, '\s+', ' ', 'g') as text
        from {{ ref("stg_muster__articles") }} as articles
        join versions using (article_id, version)
        where versions.is_standing
    )

select mentions.mention_id
from mentions
semi join
    standing_texts
    on standing_texts.article_id = mentions.article_id
    and contains(standing_texts.text, mentions.sentence)
anti join
    mentions as standing
    on standing.article_id = mentions.article_id
    and standing.reading_key = mentions.reading_key
    and standing.is_standing
where not mentions.is_standing
