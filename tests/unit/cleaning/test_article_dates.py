"""When an article was published, and where that was found: never the day of the capture in disguise."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.cleaning.article import clean
from pipelines.cleaning.dates import DAY, MONTH, address_date, plain_text_date
from pipelines.records import Article, Meta, Page

NOW = dt.datetime(2025, 5, 1, 6, 0, tzinfo=dt.UTC)
TEXT = (
    "About 4,700 North Korean soldiers have been killed or wounded in Russia since the autumn, the spy agency in Seoul "
    "told lawmakers at a closed meeting that took most of the morning. It was on March 3, 2024 that they first met."
)
MORE = (
    "The figure includes some 600 deaths, a lawmaker told reporters after the briefing, and he added that the count had "
    "been checked against what allied services had seen on the ground in the months before."
)


def ld(**data):
    return f"<script type='application/ld+json'>{json.dumps(data)}</script>"


def article(
    *, head="", byline="", above="", below="", address="https://paper.example/toll", meta=None, captured_at=NOW
):
    body = (
        f"<html><head><title>A toll</title>{head}</head><body>{above}<article><h1>A toll</h1>{byline}"
        f"<p>{TEXT}</p><p>{MORE}</p></article>{below}</body></html>"
    )
    page = Page("s", address, address, captured_at, 200, "text/html", "utf-8", body.encode(), meta=meta or Meta())
    found = clean(page)
    assert isinstance(found, Article), found
    return found


def dated(**given_page):
    found = article(**given_page)
    return (found.published, found.published_from, found.published_prec)


NEWS = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "A toll"}


@pytest.mark.parametrize(
    "head",
    [
        ld(**NEWS, datePublished="2025-04-30T23:30:00-04:00", dateModified="2025-05-01T01:00:00Z"),
        ld(**{**NEWS, "@type": ["ReportageNewsArticle", "Article"]}, datePublished="2025-04-30"),
        ld(
            **{"@graph": [{"@type": "WebPage", "datePublished": "2025-04-01"}, {**NEWS, "datePublished": "2025-04-30"}]}
        ),
        ld(**{"@type": "https://schema.org/NewsArticle"}, datePublished="April 30, 2025"),
        f"<script type='application/ld+json'>[{json.dumps(NEWS | {'datePublished': '2025-04-30'})}]</script>",
        "<script type='application/ld+json'>{'broken': , \"datePublished\": \"2025-04-30T10:00:00Z\"}</script>",
        ld(**{"@type": "WebPage"}, mainEntity={**NEWS, "datePublished": "2025-04-30"}, datePublished="2024-01-01"),
    ],
)
def test_json_ld_is_believed_first(head):
    """The article's own date among others in it, and of a moment the day on which the outlet had it."""
    assert dated(head=head + "<meta property='article:published_time' content='2025-04-29'>") == (
        "2025-04-30",
        "json_ld",
        DAY,
    )


@pytest.mark.parametrize(
    "head",
    [
        ld(**{"@type": "ItemList"}, itemListElement=[{**NEWS, "datePublished": "2025-04-30"}]),
        ld(**NEWS, hasPart=[{**NEWS, "datePublished": "2025-04-30"}]),
        ld(**{"@type": "Organization"}, datePublished="2025-04-30"),
        ld(**NEWS, dateModified="2025-04-30"),
        ld(**NEWS, datePublished="1970-01-01T00:00:00Z"),
        ld(**NEWS, datePublished="2099-01-01"),
        ld(**NEWS, datePublished=""),
        ld(**NEWS, datePublished=20250430),
        ld(**NEWS, datePublished="soon"),
        "<script type='application/ld+json'>{{{</script>",
        "<script type='application/ld+json'>" + "[" * 5_000 + "</script>",
    ],
)
def test_other_stories_changes_and_rubbish_in_json_ld_are_no_date(head):
    """1970 is an empty field, and 2099 a joke."""
    assert dated(head=head) == (None, None, None)


@pytest.mark.parametrize(
    "head",
    [
        "<meta property='article:published_time' content='2025-04-30T10:00:00+09:00'>",
        "<meta name='pubdate' content='20250430'>",
        "<meta itemprop='datePublished' content='30 April 2025'>",
        "<meta name='dc.date.issued' content='2025-04-30'>",
        "<meta property='article:modified_time' content='2025-05-01'><meta name='date' content='2025-04-30'>",
    ],
)
def test_a_meta_element_is_believed_before_the_address(head):
    assert dated(head=head, address="https://paper.example/2025/04/29/toll") == ("2025-04-30", "meta", DAY)


@pytest.mark.parametrize(
    "head",
    [
        "<meta property='article:modified_time' content='2025-04-30'>",
        "<meta name='last-modified' content='2025-04-30'>",
        "<meta property='og:updated_time' content='2025-04-30'>",
        "<meta name='expires' content='2025-04-30'>",
        "<meta name='copyright' content='2025'>",
        "<meta property='article:published_time' content='1969-12-31'>",
    ],
)
def test_what_says_when_a_page_was_changed_says_not_when_it_was_published(head):
    assert dated(head=head) == (None, None, None)


@pytest.mark.parametrize(
    "stated",
    [
        "<meta name='date' content='{}'>",
        "<meta property='article:published_time' content='{}'>",
        '<script type=\'application/ld+json\'>{{"@type": "NewsArticle", "datePublished": "{}"}}</script>',
    ],
)
@pytest.mark.parametrize("moment", ["2025-05-01T06:00:03Z", "2025-05-01T15:00:00+09:00", "2025-05-01T07:59:00Z"])
def test_the_moment_of_the_visit_is_no_date(stated, moment):
    """A page that is made for each visit says when that was; the run began at six, and was there by eight."""
    assert dated(head=stated.format(moment)) == (None, None, None)
    assert dated(head=stated.format(moment), address="https://paper.example/2025/04/30/toll") == (
        "2025-04-30",
        "url",
        DAY,
    )
    assert dated(head=stated.format("2025-05-01T05:00:00Z"))[0] == "2025-05-01"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://paper.example/2025/04/30/toll", ("2025-04-30", "url", DAY)),
        ("https://paper.example/world/2025-04-30/toll", ("2025-04-30", "url", DAY)),
        ("https://paper.example/world/20250430/toll", ("2025-04-30", "url", DAY)),
        ("https://agency.example/view/AEN20250430005400315", ("2025-04-30", "url", DAY)),
        ("https://paper.example/2025/04/toll", ("2025-04", "url", MONTH)),
        ("https://paper.example/2025/toll", (None, None, None)),
        ("https://paper.example/2025/13/30/toll", (None, None, None)),
        ("https://paper.example/2025/4/3/toll", ("2025-04-03", "url", DAY)),
        ("https://paper.example/2025-0430/toll", (None, None, None)),
        ("https://paper.example/2025/02/30/toll", (None, None, None)),
        ("https://paper.example/2031/04/30/toll", (None, None, None)),
        ("https://paper.example/toll-of-2025-04-30", (None, None, None)),
        ("https://paper.example/a/12345678901234567", (None, None, None)),
    ],
)
def test_an_address_holds_a_day_or_a_month_or_neither(address, expected):
    """As a part of its path; in a headline, the day is that of an event."""
    assert dated(address=address) == expected


def test_a_feed_is_believed_where_page_and_address_are_silent():
    """And before what merely stands in the page."""
    meta, byline = Meta(published="2025-04-30"), "<p>29 April 2025</p>"
    assert dated(meta=meta, byline=byline) == ("2025-04-30", "feed", DAY)
    assert dated(meta=meta, address="https://paper.example/2025/04/29/toll")[1] == "url"
    assert dated(meta=Meta(published="2099-01-01")) == (None, None, None)


def test_what_is_kept_beside_a_file_goes_before_everything():
    """Somebody looked."""
    head = ld(**NEWS, datePublished="2025-04-29")
    assert dated(head=head, meta=Meta(published="2025-04-30"), address="folder://kept/toll.html") == (
        "2025-04-30",
        "sidecar",
        DAY,
    )


@pytest.mark.parametrize(
    "byline",
    [
        "<time datetime='2025-04-30T08:00'>yesterday</time>",
        "<p>By Jane Roe, 30 April 2025</p>",
        "<div class='byline'>Published: April 30, 2025</div>",
        "<span class='date'>2025-04-30</span>",
    ],
)
def test_a_byline_is_read_last(byline):
    assert dated(byline=byline) == ("2025-04-30", "text", DAY)


@pytest.mark.parametrize(
    "around",
    [
        {"above": "<header><span class='date'>Wednesday, 30 April 2025</span></header>"},
        {"above": "<nav><time datetime='2025-04-30'>now</time></nav>"},
        {"above": "<div class='weather today'>30 April 2025</div>"},
        {"below": "<aside><time datetime='2025-04-30'>Another story</time></aside>"},
        {"below": "<div><a href='/x'>Another story</a> <time datetime='2025-04-30'>30 April 2025</time></div>"},
        {"below": "<footer>Copyright 2025</footer>"},
    ],
)
def test_dates_around_an_article_are_not_its_own(around):
    """A clock in the head, the weather, other stories, the imprint; and no date of an event in its text."""
    assert dated(**around) == (None, None, None)


def test_today_s_date_is_taken_from_a_time_element_only():
    """A page that prints the day on which it is read must not make its article one of that day."""
    assert dated(byline="<p>Thursday, 1 May 2025</p>") == (None, None, None)
    assert dated(byline="<p><time datetime='2025-05-01'>today</time></p>") == ("2025-05-01", "text", DAY)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (f"A toll\nBy Jane Roe, 30 April 2025\n\n{TEXT}", "2025-04-30"),
        (f"Published: 2025-04-30\n{TEXT}", "2025-04-30"),
        (f"{TEXT}\n30 April 2025", None),
        (f"A toll\n{TEXT}", None),
        (f"1 May 2025\n{TEXT}", None),
        ("", None),
        ("\x00\ud800 30 April 2025", "2025-04-30"),
    ],
)
def test_a_plain_text_has_its_date_above_its_first_paragraph(text, day):
    found = plain_text_date(text, NOW)
    assert (found.day if found else None) == day


@settings(deadline=None, max_examples=100)
@given(
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=60)
    | st.datetimes(timezones=st.just(dt.UTC)).map(dt.datetime.isoformat),
    st.sampled_from(["json_ld", "meta", "time", "feed", "url"]),
)
def test_no_date_is_later_than_the_day_after_the_capture(value, where):
    """Or before there were news pages, or broken; whatever stands there, the article is read."""
    safe = value.replace("'", "").replace("<", "").replace("&", "")
    given_page = {
        "json_ld": {"head": ld(**NEWS, datePublished=safe)},
        "meta": {"head": f"<meta name='date' content='{safe}'>"},
        "time": {"byline": f"<time datetime='{safe}'>{safe}</time>"},
        "feed": {"meta": Meta(published=value)},
        "url": {"address": f"https://paper.example/{value[:10].replace('-', '/')}/toll"},
    }[where]
    published, found, prec = dated(**given_page)
    assert (published is None) == (found is None) == (prec is None)
    if published is not None:
        first = dt.date.fromisoformat(published if prec == DAY else f"{published}-01")
        assert dt.date(1995, 1, 1) <= first <= dt.date(2025, 5, 2)


def test_an_address_of_many_numbers_takes_no_time():
    """It is written by others."""
    assert address_date("https://paper.example/" + "2025/99/" * 20_000, NOW) is None


def test_a_page_made_of_dates_takes_no_long_time():
    """Forty thousand in JSON-LD, and as many `time` elements: read in a moment, or not at all."""
    many = [{**NEWS, "datePublished": "1970-01-01"}] * 40_000
    found = dated(head=ld(**{"@graph": many}), byline="<time datetime='2099-01-01'>x</time>" * 20_000)
    assert found == (None, None, None)
