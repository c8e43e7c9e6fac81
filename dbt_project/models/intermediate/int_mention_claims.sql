with recursive
    mentions as (
        select
            mention_id,
            said_key,
            claimant_key,
            published,
            {{ open_attributes() | join(", ") }},
            start_day,
            end_day
        from {{ ref("int_mentions") }}
    ),

    named as (
        select *, hash(said_key, claimant_key) as merge_key
        from mentions
        where claimant_key is not null
    ),

    {{ merge_mentions("named") }},

    named_reports as (
        select distinct
            said_key, group_key, {{ open_attributes() | join(", ") }}, common_day, published
        from named_groups
    ),

    -- A mention without a claimant may be an outlet's short word for what one claimant said: if
    -- there is one only.
    candidates as (
        select distinct mentions.mention_id, groups.group_key
        from mentions
        join named_reports as groups using (said_key)
        where
            mentions.claimant_key is null
            and {{ attributes_agree("mentions", "groups") }}
            and coalesce(groups.common_day between mentions.start_day and mentions.end_day, true)
            and {{ reported_near("mentions", "groups") }}
    ),

    joining as (
        select mentions.*, only_one.group_key
        from mentions
        join
            (
                select mention_id, min(group_key) as group_key
                from candidates
                group by mention_id
                having count(*) = 1
            ) as only_one using (mention_id)
    ),

    -- Those that join a claim must not contradict each other either, where the claim itself
    -- leaves room.
    joined as (
        select mention_id, group_key
        from joining
        window joining_same as (partition by group_key)
        qualify
            coalesce({{ open_attributes() | join(", ") }}, start_day::varchar) is null
            or (
                {% for attribute in open_attributes() %}
                    min({{ attribute }}) over joining_same
                    is not distinct from max({{ attribute }}) over joining_same
                    and
                {% endfor %}
                coalesce(max(start_day) over joining_same <= min(end_day) over joining_same, true)
            )
    ),

    unnamed as (
        select *, hash(said_key, claimant_key) as merge_key
        from mentions
        where claimant_key is null and mention_id not in (select mention_id from joined)
    ),

    {{ merge_mentions("unnamed") }},

    grouped as (
        select mention_id, group_key
        from named_groups
        union all
        select mention_id, group_key
        from joined
        union all
        select mention_id, group_key
        from unnamed_groups
    ),

    -- The mention captured first gives the claim its key: what is reported or found later then
    -- never changes it.
    anchors as (
        select
            grouped.group_key,
            arg_min(
                mention_id,
                (
                    capture_day,
                    coalesce(published, date 'infinity'),
                    article_id,
                    char_start,
                    mention_id
                )
            ) as mention_id
        from grouped
        join {{ ref("int_mentions") }} as mentions using (mention_id)
        group by grouped.group_key
    ),

    claims as (
        select
            anchors.group_key,
            anchors.mention_id as anchor_mention_id,
            mentions.capture_day as first_captured,
            {{
                content_key(
                    ["said_key", "claimant_key"]
                    + open_attributes()
                    + ["start_day", "end_day", "strftime(published, '%Y-%m')"]
                )
            }} as own_key,
            row_number() over (
                partition by own_key
                order by capture_day, published nulls last, article_id, char_start, mention_id
            ) as number_of_key
        from anchors
        join {{ ref("int_mentions") }} as mentions using (mention_id)
    )

select
    grouped.mention_id,
    case
        when claims.number_of_key = 1
        then claims.own_key
        else {{ content_key(["claims.own_key", "claims.number_of_key"]) }}
    end as claim_id,
    claims.anchor_mention_id,
    claims.first_captured
from grouped
join claims using (group_key)
