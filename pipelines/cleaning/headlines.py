"""Finds lists of other stories' headlines between the paragraphs of a text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.cleaning.lines import (
    ends_a_sentence,
    ends_with_full_stop,
    is_bulleted,
    without_bullet,
    word_count,
)
from pipelines.cleaning.rules import chrome_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.cleaning.rules import HeadlineRule

WORD = re.compile(r"[^\W\d_]{4,}|\d[\d,.]*\d|\d")
NUMBER_FIRST = re.compile(
    r"(?:(?:about|around|some|nearly|over|more than|at least|up to)\s)?(?:\d|(?:one|two|three|four|five|six|seven"
    r"|eight|nine|ten|eleven|twelve|dozens|hundreds|thousands)\b)",
    re.IGNORECASE,
)


def headline_lines(lines: Sequence[str]) -> set[int]:
    """Return the indexes of lines that are headlines of other stories: whole bulleted lists, or nothing of one."""
    rule = chrome_rules().headlines
    found: set[int] = set()
    for block in _bulleted_blocks(lines):
        if _are_headlines(lines, block, rule):
            found.update(block)
    return found


def labelled_lines(lines: Sequence[str], label: int) -> set[int]:
    """Return the indexes of the headlines below a line that announces other stories, that line included.

    The list ends with the first line that is no headline: one that ends with a full stop, or is too long.
    """
    rule = chrome_rules().headlines
    found = {label}
    for index in range(label + 1, len(lines)):
        line = lines[index]
        if not line.strip():
            continue
        if len(found) > rule.max_lines or word_count(line) > rule.max_words or ends_with_full_stop(line):
            break
        # A subheading is shorter than a headline and introduces a paragraph.
        if not is_bulleted(line) and word_count(line) < rule.min_words:
            break
        found.add(index)
    return found


def _bulleted_blocks(lines: Sequence[str]) -> list[list[int]]:
    blocks: list[list[int]] = []
    is_open = False
    for index, line in enumerate(lines):
        if is_bulleted(line):
            if not is_open:
                blocks.append([])
            blocks[-1].append(index)
            is_open = True
        elif line.strip():
            is_open = False
    return blocks


def _are_headlines(lines: Sequence[str], block: list[int], rule: HeadlineRule) -> bool:
    items = [without_bullet(lines[index]) for index in block]
    if len(items) > rule.max_lines or not all(_looks_like_headline(item, rule) for item in items):
        return False
    # "300 killed in ..., 120 killed in ...": a count by place is a list of facts.
    if len(items) > 1 and all(NUMBER_FIRST.match(item) for item in items):
        return False
    before = next((lines[index].strip() for index in range(block[0] - 1, -1, -1) if lines[index].strip()), "")
    after = next((lines[index].strip() for index in range(block[-1] + 1, len(lines)) if lines[index].strip()), "")
    if not _is_paragraph(before, rule) or re.search(rule.leads, before, re.IGNORECASE):
        return False
    if after and not _is_paragraph(after, rule):
        return False
    inside = set(block)
    elsewhere = _words(line for index, line in enumerate(lines) if index not in inside)
    return not any(_is_known(item, elsewhere, rule) for item in items)


def _looks_like_headline(item: str, rule: HeadlineRule) -> bool:
    return (
        rule.min_words <= word_count(item) <= rule.max_words
        and not ends_with_full_stop(item)
        and not item[:1].islower()
        and not re.search(rule.prose, item, re.IGNORECASE)
    )


def _is_paragraph(line: str, rule: HeadlineRule) -> bool:
    return word_count(line) >= rule.paragraph_words and ends_a_sentence(line)


def _is_known(item: str, elsewhere: set[str], rule: HeadlineRule) -> bool:
    words = _words([item])
    return bool(words) and len(words & elsewhere) >= rule.own_share * len(words)


def _words(lines: object) -> set[str]:
    # The plural's s is no difference.
    return {word.casefold().rstrip("s") for line in lines for word in WORD.findall(line)}  # type: ignore[attr-defined]
