"""Whom "the agency", "a war monitor" or an acronym stands for: speakers and institutions named before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.extraction.speakers import Speaker

if TYPE_CHECKING:
    from pipelines.extraction.speakers import Memory

DEFINITE_GROUPS = frozenset(
    [
        "agency",
        "ministry",
        "group",
        "monitor",
        "officials",
        "official",
        "service",
        "military",
        "army",
        "report",
        "statement",
        "paper",
        "newspaper",
        "broadcaster",
        "office",
        "network",
        "observatory",
        "organisation",
        "organization",
        "authorities",
        "spokesman",
        "spokesperson",
        "spokeswoman",
        "minister",
        "president",
        "general",
        "lawmaker",
        "lawmakers",
        "command",
        "source",
        "sources",
        "institute",
        "foundation",
        "watchdog",
        "study",
        "charity",
        "body",
        "company",
        "union",
        "directorate",
        "department",
        "mission",
        "commission",
        "author",
        "authors",
        "researchers",
        "researcher",
        "bulletin",
        "council",
        "governor",
        "mayor",
        "police",
        "doctors",
        "experts",
        "analysts",
        "cable",
        "memo",
        "team",
        "panel",
        "committee",
        "publication",
        "outlet",
        "station",
        "channel",
    ]
)

_PLURAL = frozenset(
    [
        "officials",
        "sources",
        "lawmakers",
        "experts",
        "analysts",
        "doctors",
        "authors",
        "researchers",
        "authorities",
        "witnesses",
        "residents",
        "medics",
    ]
)

KIND_HINTS = {
    "army": r"[Mm]ilitary|[Aa]rmy|Defen[cs]e Forces|General Staff|[Ff]orces|Public Relations",
    "military": r"[Mm]ilitary|[Aa]rmy|Defen[cs]e Forces|General Staff|[Ff]orces|Public Relations|Joint Chiefs",
    "service": r"[Ss]ervice|[Ii]ntelligence|[Aa]gency",
    "office": r"[Oo]ffice",
    "mission": r"[Mm]ission|Office|UN|United Nations",
    "government": r"[Gg]overnment|Israel|Kremlin|White House",
    "monitor": r"Observatory|Monitor|Network|ACLED|Airwars|Data",
    "group": r"Rights|Network|Association|Watch|Observatory|Amnesty|Group|Data Base|Committee|Doctors",
    "agency": r"Intelligence|Agency|Service",
    "watchdog": r"Observatory|Monitor|Watch",
    "foundation": r"Foundation",
    "institute": r"Institute",
    "network": r"Network",
    "observatory": r"Observatory",
    "charity": r"Children|Doctors|Oxfam|Relief|Rescue",
    "union": r"Union",
    "commission": r"Commission",
    "committee": r"Committee",
    "association": r"Association",
    "ministry": r"[Mm]inistry",
    "tank": r"Institute|Cent(?:er|re)|Foundation|Council",
}


def named_in_article(phrase: str, words: list[str], memory: Memory) -> str | None:
    """Return the institution that an acronym, a part of its name or "a war monitor" stands for in this article."""
    bare = re.sub(r"^(?:the|a|an)\s+", "", phrase, flags=re.IGNORECASE)
    if bare in memory.acronyms:
        return memory.acronyms[bare]
    parts = re.findall(r"[\w'-]+", bare)
    if bare[:1].isupper() and len(parts) <= 2:
        for name in memory.named:
            if bare != name and re.search(rf"\b{re.escape(bare)}\b", name):
                return name
    if words[0] in {"a", "an", "one", "the"} and len(words) <= 7 and words[-1] in KIND_HINTS:
        fitting = [n for n in memory.named if re.search(KIND_HINTS[words[-1]], n)]
        if words[0] == "the" and memory.speakers:
            return None
        if len(fitting) == 1:
            return fitting[0]
    return None


def latest_matching(word: str, memory: Memory) -> str | None:
    """Return the institution named last that is what a word says ("ministry"), by its name."""
    kinds = {
        "army": ("army", "military", "forces", "defense", "defence"),
        "military": ("military", "army", "forces", "staff", "defense"),
        "ministry": ("ministry",),
        "agency": ("agency", "service", "intelligence", "office"),
        "group": ("group", "network", "observatory", "monitor"),
    }.get(word, (word,))
    for name in reversed(memory.institutions):
        if any(kind in name.lower() for kind in kinds):
            return name
    return None


def resolve_definite(word: str, memory: Memory) -> Speaker | None:
    """Return whom "the agency", "the officials" or "the newspaper" means."""
    plural = word in _PLURAL
    for speaker in reversed(memory.speakers):
        lowered = speaker.name.lower()
        if word in {"report", "statement", "study", "paper", "bulletin", "cable", "memo"}:
            return speaker
        if word in {"newspaper", "broadcaster", "paper", "publication", "outlet", "station", "channel"}:
            if speaker.kind in {"media", "state_media"}:
                return speaker
            continue
        if word in {"lawmaker", "lawmakers"}:
            if speaker.kind == "go_between":
                return speaker
            continue
        if plural:
            if (
                word.rstrip("s") in lowered
                or "officials" in lowered
                or (word in {"authorities", "officials"} and speaker.kind == "institution")
            ):
                return speaker
            continue
        if word in {"spokesman", "spokesperson", "spokeswoman"}:
            if speaker.kind == "spokesperson":
                return speaker
            continue
        if word in {"minister", "president", "general", "governor", "mayor", "official", "author", "researcher"}:
            if speaker.kind in {"person", "spokesperson"} or word in lowered:
                return speaker
            continue
        hint = KIND_HINTS.get(word)
        loose = word in {"group", "agency"} and not re.search(
            r"[Mm]inistry|[Aa]rmy|[Mm]ilitary|[Ff]orces|UN\b|United Nations", speaker.name
        )
        if speaker.kind in {"institution", "document"} and (
            hint is None or re.search(hint, speaker.name) or word in speaker.name.lower() or loose
        ):
            return speaker
        if speaker.institution and (hint is None or re.search(hint, speaker.institution)):
            return Speaker(speaker.institution, "institution")
    if word in KIND_HINTS:
        name = next(
            (n for n in [*reversed(memory.institutions), *memory.named] if re.search(KIND_HINTS[word], n)), None
        )
        if name:
            return Speaker(name, "institution")
    return None
