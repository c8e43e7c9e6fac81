"""What holds for every article: spans, keys, purity, and that skipping sentences loses nothing."""

from __future__ import annotations

import datetime as dt
import re
import sys
from pathlib import Path

import pytest

from pipelines.cleaning.article import clean
from pipelines.extraction.extractor import extract, read
from pipelines.records import MEASURES, Article
from pipelines.sources.config import load_sources
from pipelines.sources.folder import list_files, read_page

sys.path.insert(0, str(Path(__file__).parents[2] / "golden"))
from quality import OURS, as_article
from scoring import labelled

ARTICLES, HELD = (
    [as_article(name, labels["article"], text) for name, labels, text in labelled(OURS[part])]
    for part in ("open", "held")
)
NEWSROOM = load_sources(Path(__file__).parents[3] / "sources.yml")[0]


def _article(text: str, **more: str) -> Article:
    return Article("a", "v", None, None, "https://paper.example/a", None, text, more.pop("language", "en"), **more)


@pytest.mark.parametrize("article", ARTICLES, ids=lambda a: a.canonical_url[-24:])
def test_every_span_holds_what_it_says(article: Article) -> None:
    """The printed figure stands at its span, within its sentence, and measures are the schema's."""
    for mention in extract(article):
        printed = article.text[mention.char_start : mention.char_end]
        assert printed == mention.value_text or mention.value_text is None
        assert mention.sentence == article.text[mention.sentence_start : mention.sentence_end]
        assert mention.sentence_start <= mention.char_start <= mention.char_end <= mention.sentence_end
        assert mention.measure in MEASURES[mention.subject]
        assert mention.value_text is not None or (mention.low, mention.best, mention.high) == (None, None, None)


def _lost_by_skipping(article: Article) -> list[tuple[int, str, str]]:
    """Return where, and of what subject and measure, the mentions are that only a parse of every sentence finds."""
    some, every = read(article), read(article, parse_all=True)
    assert some.parsed <= every.parsed
    found = {(m.char_start, m.subject, m.measure) for m in some.mentions}
    return sorted({(m.char_start, m.subject, m.measure) for m in every.mentions} - found)


@pytest.mark.parametrize("article", [*ARTICLES, *HELD], ids=lambda a: a.canonical_url[-24:])
def test_skipping_sentences_loses_nothing(article: Article) -> None:
    """Parsing only what can hold a claim finds all that parsing every sentence finds."""
    assert _lost_by_skipping(article) == []


@pytest.mark.parametrize(("address", "path"), list_files(NEWSROOM), ids=lambda v: v.name if isinstance(v, Path) else "")
def test_skipping_sentences_loses_nothing_of_a_page(address: str, path: Path) -> None:
    """The same of the example pages, as they are cleaned."""
    page = clean(read_page(NEWSROOM, address, path, dt.datetime(2026, 1, 1, tzinfo=dt.UTC)))
    assert not isinstance(page, Article) or _lost_by_skipping(page) == []


def test_the_same_article_gives_the_same_mentions() -> None:
    """A pure function, whatever was read before."""
    first = [extract(a) for a in ARTICLES[:3]]
    assert [extract(a) for a in reversed(ARTICLES[:3])] == list(reversed(first))


# Written down here and not taken from the lexicon: what the extractor does not know must show.
NUMBER = re.compile(
    r"\d+|\b(?:zero|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|(?:hundred|thousand|(?:m|b|tr)illion|dozen)s?"
    r"|tens|several|a few|(?<=past )few|(?<=last )few|(?<=next )few|a handful|scores(?= of)|a pair(?= of))\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("article", ARTICLES, ids=lambda a: a.canonical_url[-24:])
def test_every_number_is_accounted_for(article: Article) -> None:
    """Every number, in digits or words, lies in what is a mention or has a reason.

    Left out are words that mostly give no number: "one" (a pronoun: "one of them"), "second" and other ordinals (they
    order), "half" and "a third" (shares, of which nothing is made), "both" (it points at two that were named).
    """
    noted = [(note.start, note.end) for note in read(article).notes]
    found = list(NUMBER.finditer(article.text))
    assert [n for n in found if not any(start <= n.start() and n.end() <= end for start, end in noted)] == []


@pytest.mark.parametrize(
    "text",
    [
        "The siege lasted several weeks and took twelve lives.",
        "In the past few days two dozen soldiers were killed.",
        "The town was hit several times, tens of kilometres from the front.",
        "A few years ago a handful of men held off scores of attackers and several thousand recruits.",
    ],
)
def test_a_number_in_words_is_accounted_for(text: str) -> None:
    """Also where it counts nothing: a duration, a distance, times."""
    noted = [(note.start, note.end) for note in read(_article(text)).notes]
    found = list(NUMBER.finditer(text))
    assert len(found) > 1
    assert [n for n in found if not any(start <= n.start() and n.end() <= end for start, end in noted)] == []


def test_an_article_in_another_language_gives_nothing() -> None:
    """It is staged and counted elsewhere."""
    assert extract(_article("12 soldats ont été tués.", language="fr")) == []


def test_an_empty_text_gives_nothing() -> None:
    """No text, no sentences."""
    assert extract(_article("")) == []


def test_spans_are_code_points_beside_emoji_and_right_to_left_text() -> None:
    """Characters outside the basic plane count once."""
    text = "\U0001f534 \u0639\u0627\u062c\u0644 | The army said 12 soldiers were killed near Gao \U0001f1f2\U0001f1f1."
    (mention,) = extract(_article(text))
    assert text[mention.char_start : mention.char_end] == "12"


def test_a_long_text_without_full_stops_is_read_in_time() -> None:
    """200 kB of one line."""
    text = "the ministry said 12 soldiers were killed and " * 4500
    assert len(text) > 200_000
    assert extract(_article(text))


def test_the_reason_of_a_rejected_number_is_a_word_for_people() -> None:
    """What --explain prints."""
    (note,) = read(_article("Prices rose by 12 percent.")).notes
    assert re.fullmatch(r"[a-z ,]+", note.reason or "")
