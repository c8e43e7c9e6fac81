"""`muster status` on a screen: what it shows, and what cannot get onto it."""

import datetime as dt
import io

import pytest
from rich.console import Console

from pipelines.commands.status import rendered
from pipelines.monitoring.sources import Reason, SourceStatus
from pipelines.monitoring.status import LastRun, Status

NOW = dt.datetime(2025, 5, 3, 12, tzinfo=dt.UTC)


def of_source(**more):
    given = {
        "name": "agency-feed",
        "kind": "feed",
        "state": "fine",
        "asked_on": NOW.date(),
        "new_on": dt.date(2025, 5, 2),
        "given": 1_204,
        "new": 3,
        "expected": (1, 5_000),
        "failed": 0,
        "reasons": (),
        "due": 0,
        "next_due": None,
    }
    return SourceStatus(**given | more)


def shown(*sources, width=160, writing=None, **more):
    given = {
        "at": NOW,
        "warehouse": "/data/warehouse",
        "note": None,
        "last_run": LastRun(
            "daily", "success", NOW - dt.timedelta(hours=3), NOW - dt.timedelta(hours=2, minutes=59), "x"
        ),
        "published_at": NOW - dt.timedelta(days=3),
        "counts": {"pages": 31_000, "articles": 28, "mentions": 111, "claims": 91},
        "rejections": {"paywall": 2, "unsupported_language": 1},
        "sources": sources,
    }
    console = Console(file=io.StringIO(), width=width, highlight=False, force_terminal=False)
    console.print(rendered(Status(**given | more), writing=writing))
    return console.file.getvalue()


def test_a_source_is_one_line():
    """When it last gave something new, when it was asked, how much it has, what is due."""
    (line,) = [line for line in shown(of_source(due=12)).splitlines() if "agency-feed" in line]
    assert line.split() == ["✓", "agency-feed", "yesterday", "today", "1,204", "3", "12"]


def test_what_failed_is_told_with_its_reason_and_where_it_is_one_with_its_address():
    text = shown(
        of_source(
            state="below minimum",
            given=0,
            reasons=(
                Reason("HTTP status 503", 7, "https://a.example/1"),
                Reason("no answer", 1, "https://a.example/2"),
            ),
        )
    )
    assert "✗ agency-feed" in " ".join(text.split())
    assert "at least 1 pages expected" in text
    assert "7 times: HTTP status 503" in text
    assert "no answer  https://a.example/2" in text
    assert "a.example/1" not in text


def test_what_is_due_later_says_when():
    assert "in 6 h 30 min" in shown(of_source(next_due=NOW + dt.timedelta(hours=6, minutes=30)))


def test_run_publication_and_counts_are_above():
    text = shown(of_source())
    assert "success  daily, 3 h 0 min ago (2025-05-03 09:00 UTC), 60 s, x" in text
    assert "3 days ago (2025-04-30 12:00 UTC)" in text
    assert "31,000 pages, 28 articles, 111 mentions, 91 claims" in text
    assert "2 paywall, 1 unsupported_language" in text


def test_who_is_writing_and_why_it_is_told_as_of_before():
    text = shown(of_source(), writing="process 7, since nine", note="as last published: another run is writing")
    assert "running    process 7, since nine" in text
    assert "! as last published: another run is writing" in text


def test_sources_that_are_off_are_named_and_not_listed():
    text = shown(of_source(), of_source(name="quiet", state="off"), of_source(name="silent", state="off"))
    assert "Off: quiet, silent" in text
    assert sum("quiet" in line for line in text.splitlines()) == 1


def test_an_empty_warehouse_says_what_begins():
    text = shown(
        of_source(state="never asked", asked_on=None, new_on=None, given=0, new=0),
        last_run=None,
        published_at=None,
        counts={},
        rejections={},
    )
    assert "none yet; `muster run` begins" in text
    assert "nothing yet" in text
    assert "never asked; the next run asks it" in text


@pytest.mark.parametrize(
    "evil", ["\x1b[2J\x1b[31mgone", "[red]red[/red]", "\x9b2J", "a\x07b\x08c", "\u202egnp.exe", "a\nb"]
)
def test_no_page_steers_the_terminal(evil):
    """Reasons and addresses come from outside: control characters go, markup is text."""
    text = shown(of_source(state="some failed", failed=1, reasons=(Reason(f"status {evil}", 1, f"https://a/{evil}"),)))
    assert not any(character in text for character in "\x1b\x9b\x07\x08\u202e")
    assert len([line for line in text.splitlines() if "status" in line]) == 1
    if evil.startswith("[red]"):
        assert "[red]red[/red]" in text


@pytest.mark.parametrize("width", [60, 80, 240])
def test_it_fits_the_screen(width):
    """However narrow; nothing is written past its edge."""
    text = shown(
        of_source(state="some failed", failed=1, reasons=(Reason("x" * 900, 1, "https://a/" + "y" * 300),)), width=width
    )
    assert all(len(line) <= width for line in text.splitlines())
