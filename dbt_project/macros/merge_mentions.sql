{# Were two mentions reported near enough to each other to be one claim? A day that is not known is near to all. #}
{% macro reported_near(one, other) -%}
    coalesce(
        abs(date_diff('day', {{ one }}.published, {{ other }}.published))
        <= {{ var("days_of_one_claim") }},
        true
    )
{%- endmacro %}

{# What a mention may leave open; in order: what is filled in first helps to tell the next. #}
{% macro open_attributes() -%}
    {{ return(["counterparty", "population", "country", "place_key"]) }}
{%- endmacro %}

{# Do two relations have the same open attributes, null being a value? #}
{% macro same_attributes(one, other) -%}
    {% for attribute in open_attributes() -%}
        {{ one }}.{{ attribute }}
        is not distinct from {{ other }}.{{ attribute }} {{ "and" if not loop.last }}
    {% endfor %}
{%- endmacro %}

{# Do the open attributes not contradict each other? What is not given contradicts nothing. #}
{% macro attributes_agree(one, other) -%}
    {% for attribute in open_attributes() -%}
        coalesce(
            {{ one }}.{{ attribute }} = {{ other }}.{{ attribute }}, true
        ) {{ "and" if not loop.last }}
    {% endfor %}
{%- endmacro %}

{# Do two mentions not contradict each other, in period neither? #}
{% macro agree(one, other) -%}
    {{ attributes_agree(one, other) }}
    and coalesce(
        {{ one }}.start_day <= {{ other }}.end_day and {{ other }}.start_day <= {{ one }}.end_day,
        true
    )
{%- endmacro %}

{#
Groups mentions that agree on `merge_key`: CTEs that begin with the relation's name and, as the result,
`<relation>_groups` with `group_key`, the open attributes of the group and the day that its periods have in common.

"Contradicts nothing" cannot be chained: a mention without a place agrees with one at Kursk and with one at Kherson,
which do not agree with each other. So a mention that lacks an attribute takes it from the others only where all that
it could belong to have the same one. Periods are gathered round days that all of a group's periods hold.

Keys that group rows within a build, and are never stored, are DuckDB's own hashes: they are made in no time.
#}
{% macro merge_mentions(relation) -%}
    {% set attributes = open_attributes() | join(", ") %}
    {% set filled = namespace(relation=relation) %}
    {% for attribute in open_attributes() %}
        {{ relation }}_{{ attribute }} as ({{ filled_in(filled.relation, attribute) }}),
        {% set filled.relation = relation ~ "_" ~ attribute %}
    {% endfor %}

    -- The fewest days such that every period holds one: the earliest end, then the earliest end
    -- of what begins after it, and so on.
    {{ relation }}_days as (
        select merge_key, {{ attributes }}, min(end_day) as common_day
        from {{ filled.relation }}
        where start_day <= end_day
        group by all
        union all
        select
            days.merge_key,
            {% for attribute in open_attributes() %} days.{{ attribute }}, {% endfor %}
            min(later.end_day) as common_day
        from {{ relation }}_days as days
        join
            {{ filled.relation }} as later
            on later.merge_key = days.merge_key
            and {{ same_attributes("later", "days") }}
            and later.start_day > days.common_day
            -- Each day is later than the one before, so that this ends, whatever the periods are.
            and later.start_day <= later.end_day
        group by
            days.merge_key,
            {% for attribute in open_attributes() %}
                days.{{ attribute }},
            {% endfor %} days.common_day
    ),

    {{ relation }}_with_day as (
        select mentions.*, min(days.common_day) as common_day
        from {{ filled.relation }} as mentions
        left join
            {{ relation }}_days as days
            on days.merge_key = mentions.merge_key
            and {{ same_attributes("days", "mentions") }}
            and days.common_day between mentions.start_day and mentions.end_day
        group by all
    ),

    {{ relation }}_periods as ({{ filled_in(relation ~ "_with_day", "common_day") }}),

    {{ relation }}_same as (
        select *, hash(merge_key, {{ attributes }}, common_day) as same_key
        from {{ relation }}_periods
    ),

    -- Few are told of for so long that there can be a gap.
    {{ relation }}_long as (
        select same_key
        from {{ relation }}_same
        group by same_key
        having date_diff('day', min(published), max(published)) > {{ var("days_of_one_claim") }}
    ),

    {{ relation }}_gaps as (
        select
            mention_id,
            same_key,
            published,
            coalesce(
                date_diff('day', lag(published) over {{ relation }}_reports, published)
                > {{ var("days_of_one_claim") }},
                false
            ) as is_after_gap
        from {{ relation }}_same
        semi join {{ relation }}_long using (same_key)
        where published is not null
        window {{ relation }}_reports as (partition by same_key order by published, mention_id)
    ),

    {{ relation }}_islands as (
        select
            mention_id,
            same_key,
            count_if(is_after_gap) over (
                partition by same_key order by published, mention_id rows unbounded preceding
            )::bigint as island
        from {{ relation }}_gaps
    ),

    -- A report without a day belongs to the one island there is, else to none of them.
    {{ relation }}_many as (
        select same_key from {{ relation }}_islands group by same_key having max(island) > 0
    ),

    {{ relation }}_groups as (
        select
            mentions.* exclude (same_key),
            hash(
                mentions.same_key,
                coalesce(
                    islands.island,
                    if(mentions.published is null and many.same_key is not null, -1, 0)
                )
            ) as group_key
        from {{ relation }}_same as mentions
        left join {{ relation }}_islands as islands using (mention_id)
        left join {{ relation }}_many as many on many.same_key = mentions.same_key
    )
{%- endmacro %}

{# The relation with an attribute filled in where all near, agreeing mentions that have it have the same one. #}
{% macro filled_in(relation, attribute) -%}
    select
        mentions.* replace (coalesce(mentions.{{ attribute }}, only_one.found) as {{ attribute }})
    from {{ relation }} as mentions
    left join
        (
            select one.mention_id, min(other.{{ attribute }}) as found
            from {{ relation }} as one
            join
                {{ relation }} as other
                on one.merge_key = other.merge_key
                and other.{{ attribute }} is not null
                and {{ agree("one", "other") }}
                and {{ reported_near("one", "other") }}
            where one.{{ attribute }} is null
            group by one.mention_id
            having count(distinct other.{{ attribute }}) = 1
        ) as only_one using (mention_id)
{%- endmacro %}
