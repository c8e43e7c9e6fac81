"""Mentions as a busy year of news would give them, made by DuckDB from a seed: always the same.

An event is told by one article, or by up to sixty: reprints of one text, and outlets that write their own. Each gives
one to three of its figures, as "4,700", "about 4,700" or "some 4,700"; some leave out the claimant, the place, the
period or which people. Claimants, whose people and places repeat as names in the news do: a few very often, most
seldom.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from pipelines.staging.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

LEXICON = Path(__file__).resolve().parents[1] / "pipelines" / "extraction" / "lexicon"
MENTIONS_AN_EVENT = 8.05
"""On average: how many events make a number of mentions."""

RANDOM = """
create temp macro u(what, i, j) as (hash(what, i, j, {seed}) % 1000003) / 1000003.0;
create temp macro key(what, i, j) as substr(md5(concat_ws(' ', what, i, j)), 1, 16);
create temp macro picked(names, share) as list_extract(names, 1 + cast(floor(share * len(names)) as int));
"""

EVENTS = """
create temp table events as
select
    e,
    date '2023-01-01' + cast(floor(1000 * u('day', e, 0)) as int) as day,
    picked(
        ['casualties', 'casualties', 'casualties', 'troops', 'transfers', 'laborers'], u('subject', e, 0)
    ) as subject,
    picked($actors, pow(u('actor', e, 0), 3)) as actor,
    case when subject != 'casualties' then picked($actors, pow(u('counterparty', e, 0), 3)) end as counterparty,
    picked($claimants, pow(u('claimant', e, 0), 2)) as claimant,
    cast(floor(900 * pow(u('place', e, 0), 2)) as int) as town,
    case when u('has place', e, 0) < 0.5 then 'Town ' || town end as place,
    picked($actors, pow(u('country', e, 0), 3)) as country,
    picked(['cumulative', 'cumulative', 'incremental', 'point_in_time'], u('stock', e, 0)) as stock_flow,
    case when u('has period', e, 0) < 0.4 then day - cast(floor(40 * u('period', e, 0)) as int) end as ends,
    case
        when u('copies', e, 0) < 0.5 then 1
        when u('copies', e, 0) < 0.8 then 2 + cast(floor(3 * u('few', e, 0)) as int)
        when u('copies', e, 0) < 0.95 then 5 + cast(floor(11 * u('many', e, 0)) as int)
        else 16 + cast(floor(45 * u('most', e, 0)) as int)
    end as copies
from range({events}) as made(e)
"""

FIGURES = """
create temp table figures as
select
    e,
    j,
    picked(
        case events.subject
            when 'casualties' then ['casualties', 'killed', 'wounded']
            when 'troops' then ['deployed', 'deployed', 'recruited']
            when 'laborers' then ['dispatched', 'employed', 'returned']
            else ['supplied', 'supplied', 'agreed']
        end,
        j / 3.0
    ) as measure,
    -- Two digits that count, as in the news, and parts below their whole.
    round(pow(10, 1 + 3.5 * u('value', e, 0)) / (j + 1), -1) + 10 as figure
from events, range(3) as three(j)
where j < 1 + floor(3 * u('figures', e, 0))
"""

ARTICLES = """
create temp table printed as
select
    e,
    k,
    v,
    key('article', e, k) as article_id,
    key('version', e * 64 + k, v) as version,
    key('page', e * 64 + k, v) as page_id,
    'https://outlet' || cast(floor(400 * pow(u('outlet', e, k), 2)) as int) || '.example/' || e || '/' || k as address,
    -- Most within days, some look back.
    day + cast(floor(if(u('late', e, k) < 0.05, 90, 5) * u('delay', e, k)) as int) as published,
    published + cast(v as int) as capture_day,
    if(k > 0 and u('reprint', e, k) < 0.6, key('version', e * 64, 0), version) as text_group
from events, range(60) as many(k), range(2) as versions(v)
where k < copies and (v = 0 or u('corrected', e, k) < 0.02)
"""

MENTIONS = """
insert into staging.mentions by name
with
    said as (
        select
            printed.*,
            events.* exclude (e, day),
            j,
            measure,
            -- A correction gives another figure.
            figure + if(v = 1 and j = 0, 1000, 0) as value,
            u('words', e * 64 + k, j) as words,
            printf('%,d', cast(value as bigint)) as digits
        from printed join events using (e) join figures using (e)
        where j = 0 or u('printed', e * 64 + k, j) < 0.7
    )
select
    key(version, j, 'mention') as mention_id,
    article_id,
    version,
    subject,
    measure,
    value as low,
    value as best,
    if(words > 0.97, null, value) as high,
    case when words > 0.97 then 'more_than' when words > 0.5 then 'approximately' else 'exact' end as quantifier,
    case
        when words > 0.97 then 'more than '
        when words > 0.7 then 'about '
        when words > 0.5 then 'some '
        else ''
    end || digits as value_text,
    if(subject = 'transfers', 'rounds', 'people') as unit,
    actor,
    counterparty,
    case
        when subject = 'casualties' and u('people', e, 0) < 0.4 and u('told', e, k) < 0.6
        then picked(['soldiers', 'civilians'], u('which', e, 0))
    end as population,
    if(subject = 'transfers', 'shells', null) as item,
    if(subject = 'transfers', 'ammunition', null) as item_category,
    if(u('named', e, k) < 0.6, place, null) as place,
    if(place is null, null, country) as country,
    if(place is null, null, 1) as where_prec,
    if(place is null, null, 48.0) as latitude,
    if(place is null, null, 37.0) as longitude,
    null as date_start,
    if(u('dated', e, k) < 0.7, strftime(ends, '%Y-%m-%d'), null) as date_end,
    if(u('dated', e, k) < 0.7 and ends is not null, 5, null) as date_prec,
    stock_flow,
    if(u('attributed', e, k) < 0.9, claimant, null) as claimant,
    [] as via,
    'asserted' as modality,
    if(j > 0 and subject = 'casualties', key(version, 0, 'mention'), null) as part_of,
    10 as char_start,
    10 + len(value_text) as char_end,
    'It said: ' || value_text || ' ' || measure || coalesce(' at ' || place, '')
    || ', and that more would be told of it as soon as the families had been found.' as sentence,
    0 as sentence_start,
    len(sentence) as sentence_end,
    'made' as rule,
    0.8 as confidence,
    '1' as extractor_version,
    [] as also_spans,
    capture_day
from said
"""

THE_REST = """
insert into staging.articles by name
select
    article_id, version, page_id, 'wire' as source, address as canonical_url, 'A headline' as title, 'en' as language,
    repeat('It said so, and no more was told of it on the day. ', 40) || version as text,
    split_part(address, '/', 3) as publisher, strftime(published, '%Y-%m-%d') as published, 1 as published_prec,
    'meta' as published_from, '1' as cleaner_version, capture_day,
    if(k = 0 and u('credit', e, 0) < 0.3, 'Reuters', null) as credit
from printed;

insert into staging.pages by name
select
    page_id, 'wire' as source, address, address as final_address, capture_day + interval 6 hour as captured_at,
    200 as status, 'text/html' as content_type, capture_day, version as body_digest, 1000 as body_size,
    'made.warc.gz' as archive_file, 0 as archive_offset, 1 as archive_length
from printed;

insert into staging.fetches by name
select 'wire' as source, capture_day, address, 'fetched' as outcome, page_id from printed;

insert into staging.cleanings by name
select page_id, capture_day, '1' as cleaner_version, article_id, version from printed;

insert into staging.extractions by name
select article_id, version, capture_day, '1' as extractor_version, 1 as mentions from printed;

insert into staging.signatures by name
select article_id, version, capture_day, 100 as shingles, [1] as minima, text_group from printed;
"""


def stage(build: Path, mentions: int, *, seed: int = 1) -> dict[str, int]:
    """Write about that many mentions, with their articles and pages, into a new build database.

    Returns:
        Number of rows by staging table.
    """
    with duckdb.connect(str(build)) as connection:
        connection.execute("create schema staging")
        for table in TABLES:
            connection.execute(table.sql)
        connection.execute(RANDOM.format(seed=seed))
        names = {"actors": [*_column("actors", "actor")], "claimants": [*_column("claimants", "claimant")]}
        connection.execute(EVENTS.format(events=round(mentions / MENTIONS_AN_EVENT)), names)
        for statement in (FIGURES, ARTICLES, MENTIONS, THE_REST):
            connection.execute(statement)
        connection.execute("checkpoint")
        return {table.name: connection.table(table.qualified).shape[0] for table in TABLES}


def _column(seed: str, name: str) -> Iterator[str]:
    with (LEXICON / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        yield from (row[name] for row in csv.DictReader(file))
