with
    asked as (
        select
            source,
            capture_day,
            count(*) filter (where outcome != 'left') as asked,
            count(*) filter (where outcome = 'fetched') as fetched,
            count(*) filter (where outcome = 'unchanged') as unchanged,
            count(*) filter (where outcome = 'failed') as failed,
            count(*) filter (where outcome = 'refused') as refused,
            count(*) filter (where outcome = 'left') as not_due
        from {{ ref("stg_muster__fetches") }}
        group by source, capture_day
    ),

    -- What went wrong, the most frequent first: "HTTP status 503 (3 times); no answer".
    reasons as (
        select
            source,
            capture_day,
            string_agg(
                reason || case when addresses > 1 then ' (' || addresses || ' times)' else '' end,
                '; '
                order by addresses desc, reason
            ) as reasons
        from
            (
                select source, capture_day, reason, count(*) as addresses
                from {{ ref("stg_muster__fetches") }}
                where outcome in ('failed', 'refused') and reason is not null
                group by all
            )
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
    asked.not_due,
    reasons.reasons,
    coalesce(articles.articles, 0) as articles
from asked
left join reasons using (source, capture_day)
left join rejected using (source, capture_day)
left join articles using (source, capture_day)
order by asked.source, asked.capture_day
