with
    evidence as (
        select publisher_name, count(distinct claim_id) as number_of_claims
        from {{ ref("int_evidence") }}
        group by publisher_name
    ),

    -- A publisher that only a dropped version names still stands in the evidence.
    articles as (
        select
            publisher_name,
            min(country) as country,
            count(distinct article_id) as number_of_articles,
            min(published) as first_published,
            max(published) as last_published
        from {{ ref("int_article_versions") }}
        group by publisher_name
    )

select
    articles.publisher_name as source_publisher,
    articles.country,
    articles.number_of_articles,
    coalesce(evidence.number_of_claims, 0) as number_of_claims,
    articles.first_published,
    articles.last_published
from articles
left join evidence using (publisher_name)
order by source_publisher
