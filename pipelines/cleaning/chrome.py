"""Takes out what trafilatura leaves behind: the lines that are no part of an article. The rules are `chrome.yml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.cleaning.headlines import headline_lines, labelled_lines
from pipelines.cleaning.lines import ends_a_sentence, without_bullet, word_count
from pipelines.cleaning.rules import chrome_rules, compiled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.cleaning.rules import LineRule

PARAGRAPHS_BEFORE_END = 2
"""An end marker above the text ("Join the conversation" over the first paragraph) is only a line."""

MAX_LINE = 1_000
"""Characters: no rule's line is near as long, and no pattern is to be tried on a megabyte."""


def without_chrome(text: str) -> str:
    """Return the text without what is no part of the article; every line that stays is as it was.

    Only promotions within a paragraph are cut out of a line.
    """
    lines = text.split("\n")
    gone = _chrome_lines(lines)
    kept: list[str] = []
    for index, line in enumerate(lines):
        if index in gone:
            continue
        # A line taken out from between two empty ones leaves one of them.
        if not line.strip() and kept and not kept[-1].strip() and index - 1 in gone:
            continue
        kept.append(_without_pieces(line))
    return "\n".join(kept).strip("\n")


def _chrome_lines(lines: Sequence[str]) -> set[int]:
    rules = chrome_rules()
    gone: set[int] = set()
    paragraphs = 0
    for index, line in enumerate(lines):
        bare = without_bullet(line)
        if not bare or index in gone or len(bare) > MAX_LINE:
            continue
        if paragraphs >= PARAGRAPHS_BEFORE_END and _matches(rules.ends, bare):
            gone.update(range(index, len(lines)))
            break
        if _matches(rules.labels, bare):
            gone.update(labelled_lines(lines, index))
        elif _matches(rules.lines, bare):
            gone.add(index)
        elif word_count(bare) >= rules.headlines.paragraph_words and ends_a_sentence(bare):
            paragraphs += 1
    # Only now: what stands beside a list is a paragraph of the article or not there any more.
    left = [index for index in range(len(lines)) if index not in gone]
    return gone | {left[index] for index in headline_lines([lines[index] for index in left])}


def _matches(rules: Sequence[LineRule], line: str) -> bool:
    words = word_count(line)
    return any(words <= rule.max_words and compiled(rule.pattern).fullmatch(line) for rule in rules)


def _without_pieces(line: str) -> str:
    if len(line) > MAX_LINE:
        return line
    for rule in chrome_rules().pieces:
        line = compiled(rule.pattern).sub("", line)
    return line
