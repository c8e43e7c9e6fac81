"""Text as it comes: look-alike characters folded one for one, paragraphs, sentences.

Folding never changes the length of a text, so a span in the folded text is the same span in the stored one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SPACES = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\u000b\u000c"
)
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_FOLD = str.maketrans(
    dict.fromkeys(_SPACES, " ")
    | dict.fromkeys(_INVISIBLE, "\u2060")
    | dict.fromkeys("‘’‚‛`´ʼ′", "'")
    | dict.fromkeys("“”„‟«»″", '"')
    | dict.fromkeys("‐‑‒−﹣－", "-")
    | {chr(0xFF10 + digit): str(digit) for digit in range(10)}
    | {"\r": "\n", "\u2028": "\n", "\u2029": "\n", "\u0085": "\n", "，": ","}
)

ABBREVIATIONS = frozenset(
    [
        "mr", "mrs", "ms", "dr", "prof", "gen", "lt", "col", "maj", "capt", "sgt", "cpl", "brig", "adm", "cmdr", "gov",
        "sen", "rep", "hon", "rev", "st", "sr", "jr", "pres", "amb", "min", "jan", "feb", "mar", "apr", "jun", "jul",
        "aug", "sep", "sept", "oct", "nov", "dec", "mon", "tue", "tues", "wed", "thu", "thurs", "fri", "sat", "sun",
        "no", "nos", "vs", "inc", "ltd", "co", "corp", "dept", "est", "approx", "fig", "al", "etc", "e.g", "i.e", "u.s",
        "u.k", "u.n", "d.c", "p.m", "a.m", "ret", "vol", "pp",
    ]
)  # fmt: skip
_MONTH_LIKE = frozenset(
    [
        "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "no", "nos", "mr", "mrs",
        "ms", "dr", "prof", "gen", "lt", "col", "maj", "capt", "sgt", "sen", "rep", "gov", "st",
    ]
)  # fmt: skip
DATELINE = re.compile(
    r"[^\w\"'(]*[A-Z][A-Z .'/-]{2,}(?:,\s[\w .]{2,30})?\s*"
    r"(?:,\s(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.?|Feb\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)\s\d{1,2}\s*)?"
    r"(?:\([^)]{2,40}\)\s*)?(?:--|[-–—]|:)\s+"
)
"""The place, date and agency that an agency's copy opens with: `BAMAKO (Reuters) - `."""
_SENTENCE_END = re.compile(r"""[.!?…]+["')\]\u2060]*(?=\s|$|[A-Z])""")
_SHORTEST_CAPITALS = 12
_MAX_SENTENCE = 1200
"""Code points: a longer stretch without a full stop is cut at a semicolon, a comma or a space."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and its half-open span in the article's text."""

    start: int
    end: int
    paragraph: int
    """Number of the paragraph that it stands in, from 0."""


def soften(text: str, start: int, end: int, names: frozenset[str]) -> str:
    """Return the text with one all-capitals sentence in ordinary letters, of the same length.

    Words whose capitalised form is in `names` keep a capital: a parser reads "RUSSIAN STRIKES KILL 14 IN KYIV" only so.
    """
    piece = text[start:end]
    letters = list(filter(str.isalpha, piece))
    lead = re.match(r"([A-Z]{3,}) [A-Z][a-z]", piece)  # a lead-in: `ABIY Ahmed's troops ...`
    if lead and lead.group(1).capitalize() in names:
        return text[:start] + lead.group(1).capitalize() + text[start + len(lead.group(1)) :]
    if len(letters) < _SHORTEST_CAPITALS or sum(map(str.isupper, letters)) < 0.85 * len(letters):
        return text
    lowered = "".join(low if len(low := c.lower()) == 1 else c for c in piece)
    lowered = re.sub(
        r"[^\W\d_]+", lambda m: m.group().capitalize() if m.group().capitalize() in names else m.group(), lowered
    )
    lowered = re.sub(r"^([^\w]*)(\w)", lambda m: m.group(1) + m.group(2).upper(), lowered)
    return text[:start] + (lowered if len(lowered) == len(piece) else piece) + text[end:]


_CLOCK = re.compile(
    r"(\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?(?: (?:GMT|UTC|BST|CET|EET|EDT|EST|[Ll]ocal time))?)"
    r"[ \u00a0]*(?:[-–—|:]|(?=[ \u00a0][A-Z\"]))[ \u00a0]*"
)
"""The time at which a line of a live page was written."""


def fold(text: str) -> str:
    """Return the text with typographic look-alikes folded, of exactly the same length."""
    return text.translate(_FOLD)


def paragraphs(folded: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the lines that hold anything, without the white space around them."""
    for match in re.finditer(r"[^\n]+", folded):
        line = match.group()
        lead = len(line) - len(line.lstrip())
        body = line.strip()
        if body:
            yield match.start() + lead, match.start() + lead + len(body)


def _is_end(folded: str, match: re.Match[str], start: int, limit: int) -> bool:
    """Tell whether a run of final punctuation ends a sentence."""
    after = folded[match.end() : limit]
    mark = match.group()
    following = after.lstrip(" \u2060\"'([")
    if not following:
        return True
    if mark[0] == "…" or mark.startswith("..."):
        return following[0].isupper() and after[:1].isspace()
    word = re.search(r"([A-Za-z][A-Za-z.]*)$", folded[start : match.start()])
    lowered = word.group(1).lower() if word else ""
    glued = not after[0].isspace()
    if glued:  # `Independent."Putin`: a missing space, common where pages were stitched together
        return any(c in "\"')" for c in mark) and following[0].isupper() and len(lowered) > 1
    if following[0].islower():
        return False
    if mark.startswith("."):
        if lowered in _MONTH_LIKE:
            return False
        if len(lowered) == 1 and lowered != "i":  # an initial: J. Smith
            return False
        if lowered in ABBREVIATIONS:  # `in the U.S. The army`: an end only before a word that starts sentences
            return bool(
                re.match(
                    r"(?:The|A|An|It|He|She|They|In|On|But|And|This|That|At|Its|His|Her|We|For|According)\b", following
                )
            )
    return True


def sentences(folded: str) -> list[Sentence]:
    """Return the sentences of a folded text in order; every one lies within one paragraph."""
    found: list[Sentence] = []
    for number, (start, end) in enumerate(paragraphs(folded)):
        at = start
        clock = _CLOCK.match(folded, start, end)
        if clock:  # a live page's line: what it says begins behind the time
            found.append(Sentence(start, clock.end(1), number))
            at = clock.end()
        for match in _SENTENCE_END.finditer(folded, start, end):
            if match.start() < at or not _is_end(folded, match, at, end):
                continue
            found.extend(_cut(folded, at, match.end(), number))
            at = match.end()
            while at < end and folded[at].isspace():
                at += 1
        if at < end:
            found.extend(_cut(folded, at, end, number))
    return found


def _cut(folded: str, start: int, end: int, number: int) -> Iterator[Sentence]:
    while end - start > _MAX_SENTENCE:
        window = folded[start : start + _MAX_SENTENCE]
        at = max(window.rfind("; "), window.rfind(" | "))
        if at < _MAX_SENTENCE // 3:
            at = max(window.rfind(", "), window.rfind(" "))
        if at <= 0:
            at = _MAX_SENTENCE - 1
        yield Sentence(start, start + at + 1, number)
        start += at + 1
        while start < end and folded[start].isspace():
            start += 1
    if start < end:
        yield Sentence(start, end, number)
