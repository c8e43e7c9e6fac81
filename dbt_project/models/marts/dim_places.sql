with
    -- A name in the word list, for its spellings.
    aliases as (
        select lower(trim(alias)) as alias, country, min(place) as name
        from
            {{ ref("places") }}, unnest(string_split(place || '|' || aliases, '|')) as listed(alias)
        group by all
    ),

    named as (
        select
            place,
            country,
            min(where_prec) as where_prec,
            first(latitude order by where_prec nulls last, claim_id) filter (
                where latitude is not null
            ) as latitude,
            first(longitude order by where_prec nulls last, claim_id) filter (
                where latitude is not null
            ) as longitude,
            count(*) as number_of_claims
        from {{ ref("int_claims") }}
        where place is not null
        group by place, country
    )

select
    named.place,
    named.country,
    coalesce(aliases.name, named.place) as name,
    named.where_prec,
    named.latitude,
    named.longitude,
    named.number_of_claims
from named
left join
    aliases
    on aliases.alias = lower(trim(named.place))
    and aliases.country is not distinct from named.country
order by named.place, named.country
