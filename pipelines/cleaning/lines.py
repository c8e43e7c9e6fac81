"""What a line of text is: bulleted or not, a paragraph or a headline. The questions that the rules ask."""

from __future__ import annotations

import re

BULLET = re.compile(r"^\s*[-\u2013\u2014•*·▪■●◦‣\u2043►▶➤➡]\s+")
SENTENCE_END = re.compile(r"[.!?;…][\"”\u2019')\]]*$")
FULL_STOP = re.compile(r"[.;,][\"”\u2019')\]]*$")


def is_bulleted(line: str) -> bool:
    """Return whether a line starts with a bullet."""
    return BULLET.match(line) is not None


def without_bullet(line: str) -> str:
    """Return a line without its bullet, with single blanks between its words."""
    return " ".join(BULLET.sub("", line).split())


def word_count(line: str) -> int:
    """Return the number of words, as separated by blanks."""
    return len(line.split())


def ends_a_sentence(line: str) -> bool:
    """Return whether a line ends as a sentence does, within quotes or not."""
    return SENTENCE_END.search(line.rstrip()) is not None


def ends_with_full_stop(line: str) -> bool:
    """Return whether a line ends with a mark that headlines don't end with."""
    return FULL_STOP.search(line.rstrip()) is not None
