"""Who vouches for a figure whose own sentence names nobody: the speaker of the lines around it, or the outlet itself.

A list below a heading, a quotation that runs on, "six others", "the toll" go on with what was said before; a speaker
who "added" something had said what stands before it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.extraction.institutions import known_institutions
from pipelines.extraction.naming import speaker_of, speaks
from pipelines.extraction.speakers import Speaker

if TYPE_CHECKING:
    from pipelines.extraction.drafts import Draft
    from pipelines.extraction.speakers import Memory
    from pipelines.extraction.text import Sentence

    Claimant = tuple[str | None, tuple[str, ...]]

_SHORT_HEADING = 6
"""Words of a heading that may be nothing but a name."""
LINE_OF_A_LIST = re.compile(r"[-•*–]\s|[A-Z][\w /]{1,30}:\s")
_HEDGED = re.compile(
    r"\b(?:is|are|was|were) (?:also )?(?:believed|thought|estimated|said|reported|understood)\b"
    r"|\breportedly\b|\ballegedly\b"
)
_GOING_ON = re.compile(
    r"[\"'-]*\s*(?:another|a further|in addition|additionally|further|among (?:them|those|the)"
    r"|the (?:dead|wounded|victims|toll|figure|total|casualties|injured|killed|number|same)|of (?:those|these|them|the)"
    r"|they|it|these|this|that|at least another|some of them|including|most of|half of|those|its|the report"
    r"|the attack|(?:[\w,-]+ ){1,4}(?:others?|more)\b|(?:[\w,-]+ ){1,3}of (?:them|those|these|the latter)"
    r"|(?:[\w,-]+ ){1,4}(?:accounts?|accounted|made?|making) (?:for|up))\b"
)
"""How a sentence opens that goes on with what the one before it tells."""
_CONNECTED = re.compile(
    r"(?:specifically|additionally|in addition|moreover|furthermore|in total|in all|altogether|in detail"
    r"|one of (?:the|these|those) (?:strikes|attacks|raids|victims|incidents|blasts)"
    r"|(?:in )?another (?:strike|attack|raid|incident)"
    r"|the (?:shipment|delivery|package|consignment|list|count|data|deal|order|contingent|breakdown|tally)s?)\b",
)
"""How a paragraph opens that spells out what the one before it tells."""
_ALSO = re.compile(r"\b(?:has|have|had|is|are|was|were|will)? ?also\b")
_MORE = re.compile(r"\b(?:\d[\d,]*|[a-z]+) more (?:deaths?|people|victims|fatalities|dead|injur\w+|wounded)\b")
_BY_WHOM = re.compile(r"\b(?:by|from|of|to) ((?:the )?[\w.'-]+(?: [\w.'-]+){0,5})")
_WHO_GAVE = re.compile(
    r"((?:[Tt]he )?[\w.' -]{3,50}?) (?:gave|gives|has given|released?s?|published|publishes|reported|reports|puts?|"
    r"listed|lists|counted|counts|said|says)\b"
)
_QUOTED = re.compile(r"[^\w\"]{0,3}\"")
_ADDED = re.compile(r"\b(?:added|adds|(?:also|further) (?:said|says|reported|told|noted))\b")


def carried(memory: Memory, sentence: Sentence, words: str, draft: Draft) -> Claimant | None:
    """Return the claimant and the chain of a figure whose sentence names no speaker, or null for the outlet itself.

    Args:
        memory: The article's speakers so far.
        sentence: The figure's sentence.
        words: Its words, folded.
        draft: The figure.
    """
    if memory.heading is not None and LINE_OF_A_LIST.match(words):
        return memory.heading.name, ()
    in_quotes = memory.open_quote or _QUOTED.match(words) is not None
    if memory.last is None or memory.last_paragraph < sentence.paragraph - 1:
        if in_quotes and memory.subject is not None:
            return memory.subject.institution or memory.subject.name, ()
        return None
    if in_quotes:
        return memory.last
    lowered = words.lower()
    same = memory.last_paragraph == sentence.paragraph
    hedged = _HEDGED.search(lowered) is not None
    if _CONNECTED.match(lowered):
        memory.last_paragraph = sentence.paragraph
        return memory.last
    bare = draft.head is None and draft.quantity is not None and draft.subject == "casualties"
    goes_on = bare or _GOING_ON.match(lowered) or _MORE.search(lowered) or _ALSO.search(lowered)
    if same and (hedged or goes_on or draft.rule.startswith(("part:", "count:anaphora"))):
        return memory.last
    return memory.last if hedged and draft.subject != "casualties" else None


_STATED = re.compile(
    r"(?:This|That|It|Th(?:is|e|ese) (?:information|figures?|numbers?|data|news|statement|toll)|Such (?:figures|data)) "
    r"(?:was|were|is|are|has been|have been) (?:also )?(?:stated|said|reported|announced|confirmed|disclosed|revealed|"
    r"noted|told|shared|released|given|provided|published|cited)\b"
)


_STATED_THIS = re.compile(
    r"\b(?:stated|said|announced|reported|told|wrote|confirmed|disclosed|revealed|noted) (?:about )?this\b"
    r"(?! (?:week|month|year|morning|time|was|is))"
)


def stated_of_earlier(drafts: list[Draft], words: str, paragraph: int, said: Claimant) -> None:
    """Give figures just told to the speaker whom the next sentence names: `This was stated by the minister`.

    Args:
        drafts: The article's figures so far.
        words: The sentence that has just been read, folded.
        paragraph: Its paragraph.
        said: Who speaks in it.
    """
    if _STATED.match(words) is None and _STATED_THIS.search(words) is None:
        return
    for draft in reversed(drafts):
        if draft.paragraph < paragraph - 1 or draft.claimant is not None:
            return
        draft.claimant, draft.via = said


def add_to_earlier(drafts: list[Draft], words: str, paragraph: int, said: Claimant, before: Claimant | None) -> None:
    """Give figures of a paragraph that name nobody to the speaker who goes on in its next sentence ("..., it added").

    Args:
        drafts: The article's figures so far.
        words: The sentence that has just been read, folded.
        paragraph: Its paragraph.
        said: Who speaks in it.
        before: Who had spoken last before it.
    """
    if before is None or before[0] is None or before[0] != said[0] or not _ADDED.search(words):
        return
    for draft in reversed(drafts):
        if draft.paragraph != paragraph:
            return
        if draft.claimant is None:
            draft.claimant, draft.via = said


def heading_speaker(heading: str, memory: Memory) -> Speaker | None:
    """Return who speaks in the lines of a list, by the heading above it.

    For example `Toll of the week, according to the network`, `Figures released by Chad's army`, `Chad's army`.

    Args:
        heading: The words of the heading, folded, without its colon.
        memory: The article's speakers so far.
    """
    known = known_institutions(heading)
    if known:
        return Speaker(known[-1].name, "institution")
    gave = _WHO_GAVE.match(heading)
    names = [m.group(1) for m in _BY_WHOM.finditer(heading)]
    names += [gave.group(1)] if gave else []
    for name in [*names, heading] if len(heading.split()) <= _SHORT_HEADING else names:
        speaker = speaker_of(name, memory) if re.search(r"[A-Z]", name) else None
        if speaker is not None and speaks(name):
            return speaker
    return None
