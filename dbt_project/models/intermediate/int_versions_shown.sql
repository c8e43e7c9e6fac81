with
    -- Only what has been read: a version that no extractor has seen cannot be said to have dropped
    -- a figure.
    pages as (
        select
            cleanings.page_id,
            cleanings.article_id,
            cleanings.version,
            articles.published,
            pages.address,
            pages.capture_day,
            pages.captured_at,
            pages.final_address like 'http%' as is_of_the_web,
            -- Without the ways to link to it: a correction read at one of them is one at all. A
            -- copy
            -- in a folder is of the page that it says it is of.
            regexp_replace(
                case
                    when pages.final_address like 'http%'
                    then pages.final_address
                    else articles.canonical_url
                end,
                '^https?://(www\.)?|/*([?#].*)?$',
                '',
                'g'
            ) as place
        from {{ ref("stg_muster__cleanings") }} as cleanings
        join {{ ref("stg_muster__pages") }} as pages using (page_id)
        join {{ ref("stg_muster__articles") }} as articles using (article_id, version)
        join {{ ref("stg_muster__extractions") }} using (article_id, version)
    ),

    shown as (
        select article_id, version, place, published, captured_at as shown_at
        from pages
        union all
        -- Seen again on a later day, as it was or as it was once before: at the end of that day,
        -- for
        -- the hour is not told. That a file still lies in a folder says nothing of its page.
        select
            pages.article_id,
            pages.version,
            pages.place,
            pages.published,
            fetches.capture_day + interval 1 day - interval 1 microsecond as shown_at
        from {{ ref("stg_muster__fetches") }} as fetches
        join pages using (page_id)
        where
            pages.is_of_the_web
            and fetches.outcome in ('fetched', 'unchanged')
            and fetches.capture_day != pages.capture_day
    ),

    gone as (
        select distinct pages.article_id, pages.place, fetches.capture_day as gone_on
        from {{ ref("stg_muster__fetches") }} as fetches
        join pages using (address)
        where fetches.is_gone
    ),

    by_place as (
        select
            article_id,
            version,
            place,
            max(published) as published,
            min(shown_at) as first_shown_at,
            max(shown_at) as last_shown_at
        from shown
        group by article_id, version, place
    ),

    superseded as (
        select
            one.article_id,
            one.version,
            one.place,
            cast(min(other.shown_at) as date) as superseded_on
        from by_place as one
        join
            shown as other
            on other.article_id = one.article_id
            and other.place = one.place
            and other.version != one.version
            -- Copies from one folder are captured at one time: the one published later is the later
            -- one.
            and (other.shown_at, coalesce(other.published, date '0001-01-01'), other.version)
            > (one.last_shown_at, coalesce(one.published, date '0001-01-01'), one.version)
        group by all
    ),

    lost as (
        select one.article_id, one.version, one.place, min(gone.gone_on) as gone_on
        from by_place as one
        join
            gone
            on gone.article_id = one.article_id
            and gone.place = one.place
            and gone.gone_on > one.last_shown_at
        group by all
    )

select
    article_id,
    version,
    min(first_shown_at) as first_shown_at,
    max(last_shown_at) as last_shown_at,
    bool_or(superseded_on is null and gone_on is null) as is_standing,
    case
        when not bool_or(superseded_on is null and gone_on is null)
        then max(least(superseded_on, gone_on))
    end as withdrawn_on,
    case
        when bool_and(coalesce(gone_on <= superseded_on, gone_on is not null)) then max(gone_on)
    end as gone_on
from by_place
left join superseded using (article_id, version, place)
left join lost using (article_id, version, place)
group by article_id, version
