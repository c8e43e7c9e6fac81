with
    asked as (
        select
            source,
            capture_day,
            count(*) as asked,
            count(*) filter (where outcome = 'fetched') as fetched,
            count(*) filter (where outcome = 'unchanged') as unchanged,
            count(*) filter (where outcome = 'failed') as failed,
            count(*) filter (where outcome = 'refused') as refused
        from {{ ref("stg_muster__fetches") }}
        where outcome != 'left'
        group by source, capture_day
    ),

    rejected as (
        select source, capture_day, count(*) as rejected
        from {{ ref("stg_muster__rejections") }}
        group by source, capture_day
    ),

    articles as (
        select source, capture_day, count(*) as articles
        from {{ ref("stg_muster__articles") }}
        group by source, capture_day
    )

select
    asked.source,
    asked.capture_day,
    asked.asked,
    asked.fetched,
    asked.unchanged,
    coalesce(rejected.rejected, 0) as rejected,
    asked.failed,
    asked.refused,
    coalesce(articles.articles, 0) as articles
from asked
left join rejected using (source, capture_day)
left join articles using (source, capture_day)
order by asked.source, asked.capture_day
