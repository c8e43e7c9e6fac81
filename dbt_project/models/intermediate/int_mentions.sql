with
    prepared as (
        select
            mentions.*,
            versions.published,
            nullif(
                lower(regexp_replace(trim(mentions.claimant), '^the ', '', 'i')), ''
            ) as claimant_key,
            -- A country as the place says no more than the country does; "Kursk region" is "Kursk".
            case
                when coalesce(mentions.where_prec, 1) < 6
                then
                    nullif(
                        trim(
                            regexp_replace(
                                lower(mentions.place),
                                '\b(the|region|oblast|province|district|governorate|city|town|village|area|of)\b',
                                '',
                                'g'
                            )
                        ),
                        ''
                    )
            end as place_key,
            case
                when mentions.subject != 'transfers'
                then null
                when coalesce(mentions.low, mentions.best, mentions.high) is null
                then lower(mentions.item)
                else coalesce(mentions.item_category, lower(mentions.item))
            end as item_key,
            coalesce(mentions.date_start, mentions.date_end) is not null as has_period
        from {{ ref("stg_muster__mentions") }} as mentions
        join {{ ref("int_article_versions") }} as versions using (article_id, version)
        anti join {{ ref("int_outdated_readings") }} using (mention_id)
    )

select
    * exclude (has_period),
    -- An open side of a period contradicts nothing.
    case when has_period then coalesce(date_start, date '0001-01-01') end as start_day,
    case when has_period then coalesce(date_end, date '9999-12-31') end as end_day,
    -- What a mention may leave open (counterparty, population, place, period) is compared apart.
    -- The quantifier is no part of the key: low, best and high hold the bound, and "about 600"
    -- reprinted as "600"
    -- is the same claim.
    {{
        content_key(
            [
                "subject",
                "measure",
                "actor",
                "low",
                "best",
                "high",
                "unit",
                "item_key",
                "modality",
            ]
        )
    }} as said_key
from prepared
