"""Pages that change, go and are reprinted, from their HTML to the fact tables."""

from __future__ import annotations

import datetime as dt

import pytest
from warehouse_kit import dbt, query

from pipelines.cleaning.article import clean
from pipelines.extraction.extractor import EXTRACTOR_VERSION, extract
from pipelines.fetching.archive import ArchiveLocation
from pipelines.records import Article, Page
from pipelines.sources.capture import Capture
from pipelines.staging.store import StagingStore

pytestmark = pytest.mark.slow

DAYS = {number: dt.date(2025, 5, number) for number in range(1, 7)}

NIS = "South Korea's National Intelligence Service told lawmakers on Wednesday"
LOSSES = f"About {{}} North Korean soldiers have been killed or wounded in Russia's Kursk region, {NIS}."
OTHERS = (
    "The agency gave its account at a closed briefing in Seoul, after which two members of the committee spoke to "
    "reporters for some minutes and took no further questions.\n"
    "Officials in Moscow and Pyongyang had no comment on the report, which follows months of talks between the two "
    "capitals on how far their new treaty goes and what either side owes the other."
)
WORKERS = f"Some 15,000 North Korean workers have been sent to building sites in Russia, {NIS}."
SHELLS = f"North Korea has shipped 9 million artillery shells to Russia, {NIS}."
RETURNED = f"North Korea has sent 11,000 troops to Russia, {NIS}."

AGENCY_TEXT = (
    f"Some 3,000 North Korean soldiers were killed in the fighting for Kursk by the end of January, {NIS}.\n"
    "The figure is the highest that the agency has given so far, and it comes after weeks in which commanders on the "
    "ground had spoken of whole units pulled back from the front to rest and be brought up to strength again.\n"
    "Members of the committee said that most of the losses went back to drones and artillery, against which the men "
    "had had little training before they were brought to the border, and that officers had since changed how they "
    "advance over open ground.\n"
    "The service also said that it had seen no sign of a pause, and that further men were being readied at bases in "
    "the north of the country, although it could not say when or in what number they might leave."
)


def html(text, *, furniture="Most read today", head=""):
    body = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n"))
    return (
        f"<html lang='en'><head><title>A report</title>{head}</head><body><nav><a href='/'>{furniture}</a></nav>"
        f"<article><h1>A report</h1>{body}</article><aside><ul><li><a href='/x'>{furniture}</a></li></ul></aside></body></html>"
    )


def page(address, day, text, **more):
    head = "<meta property='article:published_time' content='2025-04-30'>"
    host = address.split("/")[2]
    body = html(text, head=head + f"<meta property='og:site_name' content='{host.title()}'>", **more)
    return Page(
        "web",
        address,
        address,
        dt.datetime.combine(DAYS[day], dt.time(6), dt.UTC),
        200,
        "text/html",
        None,
        body.encode(),
    )


def fetched(*args, **more):
    found = page(*args, **more)
    return Capture("web", found.address, "fetched", None, found)


def unchanged(of):
    return Capture("web", of.address, "unchanged", None, of.page)


def failed(address, reason):
    return Capture("web", address, "failed", reason, None)


REPRINTS = {
    "herald": AGENCY_TEXT,
    "post": "SEOUL (Yonhap) - " + AGENCY_TEXT,
    "gazette": "By our own staff in the capital\n" + AGENCY_TEXT,
    "courier": "\n".join(AGENCY_TEXT.split("\n")[:3]),
    "ledger": AGENCY_TEXT.replace("Some 3,000", "Around 3,000").replace("so far, and", "to date, and"),
}
OWN_REPORT = (
    "Our correspondents counted fresh graves over two weeks near the front, and spoke to prisoners and medics about "
    "what they saw there in the cold months.\n"
    f"Some 3,000 North Korean soldiers were killed in the fighting for Kursk by the end of January, {NIS}.\n"
    "A sergeant who had been brought to a hospital in the rear described a night in which none of his section came "
    "back; he had been carried out under a tarpaulin by villagers, he said, who asked for nothing."
)

CORRECTED = fetched("https://herald.example/losses", 1, f"{LOSSES.format('4,700')}\n{WORKERS}\n{OTHERS}")
GONE = fetched("https://post.example/shells", 1, f"{SHELLS}\n{OTHERS}")
BACK = fetched("https://gazette.example/troops", 1, f"{RETURNED}\n{OTHERS}")

STORY = {
    1: [
        CORRECTED,
        GONE,
        BACK,
        *(fetched(f"https://{name}.example/toll", 1, text) for name, text in REPRINTS.items()),
        fetched("https://tribune.example/graves", 1, OWN_REPORT),
    ],
    2: [
        # Another template, another list of stories, other quotes and line ends: no other text.
        fetched(
            CORRECTED.address,
            2,
            f"{LOSSES.format('4,700')}\n{WORKERS}\n{OTHERS}".replace("'", "\u2019"),
            furniture="Subscribe now",
        ),
        failed(GONE.address, "HTTP status 503"),
        failed(BACK.address, "HTTP status 404"),
    ],
    3: [
        fetched(
            "https://www.herald.example/losses/?utm_source=rss", 3, f"{LOSSES.format('4,000')}\n{WORKERS}\n{OTHERS}"
        ),
        failed(GONE.address, "HTTP status 410"),
        unchanged(BACK),
    ],
    4: [failed(GONE.address, "HTTP status 404")],
}


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    """The warehouse after four days."""
    path = tmp_path_factory.mktemp("versions") / "build.duckdb"
    with StagingStore(path) as store:
        for day, captures in STORY.items():
            store.write_captures(DAYS[day], [(one, ArchiveLocation("f", 0, 1)) for one in captures])
            pages = {one.page.page_id: one.page for one in captures if one.page}
            rows = store.pages_to_clean(DAYS[day], DAYS[day], "1")
            store.write_articles([(row, clean(pages[row.page_id])) for row in rows])
            store.group_texts()
            unread = store.articles_to_read(DAYS[day], DAYS[day], EXTRACTOR_VERSION)
            store.write_mentions([(one, extract(one)) for one in unread], EXTRACTOR_VERSION)
    done = dbt(path, "build", "--exclude-resource-type", "unit_test", target=tmp_path_factory.mktemp("dbt"))
    assert done.returncode == 0, done.stdout
    return path


def one(build, sql, *parameters):
    (row,) = query(build, sql, *parameters)
    return row


def test_every_page_gave_an_article(build):
    """What follows is of articles, not of rejections."""
    assert all(isinstance(clean(found.page), Article) for of_day in STORY.values() for found in of_day if found.page)


def test_a_corrected_page_is_a_second_version_of_the_article(build):
    """Found by another link; the page with another template on the day before made none."""
    row = one(build, "from marts.dim_articles where source_url like '%herald.example/losses%'")
    assert row["number_of_versions"] == 2
    assert row["gone_on"] is None


def test_a_claim_whose_sentence_is_gone_is_retracted_on_the_day_of_the_correction(build):
    """The figure that took its place is current; what the correction left alone is as it was."""
    claims = query(
        build, "select value_text, retracted_on, is_current from marts.fct_casualties where measure = 'casualties'"
    )
    assert {row["value_text"]: (row["retracted_on"], row["is_current"]) for row in claims} == {
        "About 4,700": (DAYS[3], False),
        "About 4,000": (None, True),
    }
    workers = one(build, "from marts.fct_laborers")
    assert (workers["value_text"], workers["retracted_on"], workers["number_of_mentions"]) == ("Some 15,000", None, 1)


def test_what_a_page_that_is_gone_said_is_retracted(build):
    """On the first day on which its host said so; a server that failed on the day before had said nothing."""
    shells = one(build, "from marts.fct_transfers")
    assert (shells["retracted_on"], shells["is_current"]) == (DAYS[3], False)
    assert one(build, "from marts.dim_articles where source_url like '%post.example/shells'")["gone_on"] == DAYS[3]
    assert one(build, "select is_withdrawn, withdrawn_on from marts.claim_evidence where subject = 'transfers'") == {
        "is_withdrawn": True,
        "withdrawn_on": DAYS[3],
    }


def test_what_a_page_that_came_back_says_stands(build):
    """It was not found for a day."""
    troops = one(build, "from marts.fct_troops")
    assert (troops["retracted_on"], troops["is_current"]) == (None, True)


def test_five_reprints_of_one_agency_text_are_one_origin(build):
    """One of them credits the agency; a report of an outlet's own that has the same figure is a second origin."""
    claim = one(build, "from marts.fct_casualties where measure = 'killed'")
    assert claim["number_of_articles"] == claim["number_of_publishers"] == 6
    assert claim["number_of_origins"] == 2
    origins = query(
        build, "select source_publisher, origin from marts.claim_evidence where claim_id = ?", claim["claim_id"]
    )
    assert {row["source_publisher"]: row["origin"] for row in origins} == {
        **{f"{name.title()}.Example": "Yonhap" for name in REPRINTS},
        "Tribune.Example": "Tribune.Example",
    }


def test_how_an_origin_was_told_is_said(build):
    rows = query(
        build,
        "select source_publisher, origin_from from marts.dim_articles where source_url like '%/toll' or source_url like '%/graves'",
    )
    assert {row["source_publisher"].partition(".")[0].lower(): row["origin_from"] for row in rows} == {
        **dict.fromkeys(REPRINTS, "text"),
        "post": "credit",
        "tribune": "publisher",
    }
