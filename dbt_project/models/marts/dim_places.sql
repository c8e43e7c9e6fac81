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
order by place, country
