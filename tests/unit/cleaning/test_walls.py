"""What a page shows instead of an article."""

from __future__ import annotations

import datetime as dt

import pytest

from pipelines.cleaning.article import clean
from pipelines.cleaning.rules import compiled, wall_rules
from pipelines.records import REJECTION_REASONS, Article, Page, Rejection

RULES = wall_rules().walls
EXAMPLES = [(rule, text) for rule in RULES for text in rule.examples]
COUNTER_EXAMPLES = [text for rule in RULES for text in rule.counter_examples]
PARAGRAPH = (
    "The intelligence service told lawmakers on Wednesday that about 4,700 soldiers had been killed or wounded in "
    "half a year, among them some 600 dead, and that the wounded had been taken home by air and rail since January."
)


def cleaned(html, status=200):
    return clean(
        Page(
            source="test",
            address="https://a.example/1",
            final_address="https://a.example/1",
            captured_at=dt.datetime(2025, 5, 1, tzinfo=dt.UTC),
            status=status,
            content_type="text/html",
            charset="utf-8",
            body=html.encode(),
        )
    )


def page(*paragraphs, title="A briefing in Seoul", head=""):
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<html><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>{body}</article></body></html>"
    )


@pytest.mark.parametrize(("rule", "text"), EXAMPLES)
def test_a_rule_finds_its_example_on_a_page_with_little_text(rule, text):
    """And gives its reason."""
    assert rule.reason in REJECTION_REASONS
    html = page(PARAGRAPH, title=text) if rule.where == "title" else page(PARAGRAPH, text)
    found = cleaned(html)
    assert isinstance(found, Rejection)
    assert (found.reason, found.detail.split(":")[0]) == (rule.reason, rule.id)


@pytest.mark.parametrize("text", COUNTER_EXAMPLES)
def test_a_counter_example_is_no_wall(text):
    """In a title or in the text."""
    for rule in RULES:
        assert not compiled(rule.pattern).search(text)
    assert isinstance(cleaned(page(PARAGRAPH, text, title=text)), Article)


@pytest.mark.parametrize(("rule", "text"), EXAMPLES)
def test_a_long_article_is_one_whatever_stands_around_it(rule, text):
    """An offer under a whole article, or a title that sounds like an error."""
    paragraphs = [f"{number}. {PARAGRAPH}" for number in range(10)]
    html = page(*paragraphs, title=text) if rule.where == "title" else page(*paragraphs, text)
    assert isinstance(cleaned(html), Article)


def test_a_stub_that_says_so_in_its_data_is_a_paywall():
    """schema.org's isAccessibleForFree."""
    data = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
    found = cleaned(page(PARAGRAPH, head=data))
    assert isinstance(found, Rejection)
    assert (found.reason, found.detail) == ("paywall", "paywall: isAccessibleForFree is false")


def test_an_offer_that_only_a_script_holds_is_not_seen():
    """Many pages carry one for readers who have read enough."""
    assert isinstance(
        cleaned(page(PARAGRAPH, head="<script>var t = 'Subscribe to continue reading'</script>")), Article
    )


@pytest.mark.parametrize("status", [400, 404, 410, 500])
def test_an_error_status_is_an_error_page(status):
    """However much text it comes with."""
    found = cleaned(page(*[PARAGRAPH] * 10), status=status)
    assert isinstance(found, Rejection)
    assert (found.reason, found.detail) == ("error_page", f"HTTP status {status}")


LIVE = '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "LiveBlogPosting"}</script>'


def test_a_live_blog_with_its_entries_is_an_article():
    """What it holds in the page itself is read."""
    entries = "".join(f"<div class='entry'><h3>{n} o'clock</h3><p>{PARAGRAPH} ({n})</p></div>" for n in range(6))
    found = cleaned(f"<html><head><title>Live</title>{LIVE}</head><body><article>{entries}</article></body></html>")
    assert isinstance(found, Article)
    assert found.text.count("4,700") == 6


def test_a_live_blog_without_entries_is_told_as_such():
    """They come by scripts, which are not run."""
    found = cleaned(f"<html><head><title>Live</title>{LIVE}</head><body><div id='app'></div></body></html>")
    assert isinstance(found, Rejection)
    assert found.reason == "live_blog"
