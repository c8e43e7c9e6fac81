select
    series_id,
    period,
    month,
    any_value(subject) as subject,
    any_value(measure) as measure,
    any_value(stock_flow) as stock_flow,
    any_value(actor) as actor,
    any_value(counterparty) as counterparty,
    any_value(country) as country,
    any_value(place) as place,
    any_value(population) as population,
    any_value(item_category) as item_category,
    any_value(unit) as unit,
    min(coalesce(low, best, high)) as lowest,
    median(middle) as median,
    max(coalesce(high, best, low)) as highest,
    any_value(middle) filter (where is_latest) as latest,
    any_value(said_by) filter (where is_latest) as latest_said_by,
    any_value(claimant_type) filter (where is_latest) as latest_claimant_type,
    any_value(claim_id) filter (where is_latest) as latest_claim_id,
    count(*) as number_of_claimants,
    len(list_distinct(flatten(list(origins)))) as number_of_origins
from {{ ref("estimates_by_claimant") }}
group by series_id, period, month
order by subject, measure, actor, counterparty, series_id, period, month
