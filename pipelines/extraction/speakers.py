"""Who speaks in an article, and what is remembered of them from one sentence to the next."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipelines.extraction.institutions import known_institutions, meant_here

# "The agency" never means one of these.
_NOT_SPOKEN_OF = frozenset({"media", "state_media", "government", "head_of_state"})
_LAWMAKER = re.compile(r"\blawmakers?\b|\bmember of parliament\b")
_PARLIAMENT = re.compile(r"\b(?:lawmakers?|parliament\w*|MPs|National Assembly|legislators?|deputies)\b")

_WITH_ACRONYM = re.compile(
    r"((?:[A-Z][\w'&-]+(?:\s+(?:of|for|and|the|on|in|to|"
    r"de)){0,2}\s+){1,7}[A-Z][\w'-]+)(?:\s*\((?:the )?([A-Z][A-Za-z]*[A-Z][A-Za-z]*)\)|,? or (?:the )?([A-Z]{2,7})\b)"
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who says something."""

    name: str
    """Canonical name of an institution, a person's name, or the words printed."""
    kind: str
    """`person`, `media`, `document`, `spokesperson`, `go_between`, or the type in `claimants.csv`."""
    institution: str | None = None
    """Whom a spokesperson speaks for."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """One act of saying in a sentence, and which tokens it covers."""

    speaker: Speaker
    scope: frozenset[int]
    order: int
    """Greater is nearer to the figure's source: `citing X` outranks the one who cites."""


@dataclass(slots=True)
class Memory:
    """The speakers of an article so far, for pronouns and "the agency"."""

    speakers: list[Speaker] = field(default_factory=list)
    institutions: list[str] = field(default_factory=list)
    """Institutions named, latest last, whether they spoke or not."""
    briefed_by: str | None = None
    """The institution whose briefing the article's go-betweens pass on."""
    last: tuple[str | None, tuple[str, ...]] | None = None
    """Claimant and via of the last attributed sentence, and whether it can carry over."""
    last_paragraph: int = -1
    open_quote: bool = False
    subject: Speaker | None = None
    """Who the sentence before was about, for a pronoun that speaks next."""
    heading: Speaker | None = None
    """Who speaks in the lines of a list, by its heading: `Toll of the week, according to the network:`."""
    lawmakers: bool = False
    """Whether the article names members of a parliament."""
    named: list[str] = field(default_factory=list)
    """Institutions named anywhere in the article, in order."""
    acronyms: dict[str, str] = field(default_factory=dict)
    """Acronym, or other words that mean an institution in this article → the institution."""
    offices: dict[str, Speaker] = field(default_factory=dict)
    """Office → the person who was named with it: `defence minister` → Shin Won-sik."""
    roles: dict[str, Speaker] = field(default_factory=dict)
    """Role → the person last named with it: `doctor`, `governor`."""
    names: dict[str, Speaker] = field(default_factory=dict)
    """Family name → the person."""

    def survey(self, whole: str) -> None:
        """Learn an article's institutions: those that are known, and those that it names with an acronym."""
        self.acronyms |= meant_here(whole)
        institutions = known_institutions(whole)
        for _, _, name, kind in institutions:
            if kind not in _NOT_SPOKEN_OF and name not in self.named:
                self.named.append(name)
            if kind == "intelligence_agency" and self.briefed_by is None and _PARLIAMENT.search(whole):
                self.briefed_by = name
        if institutions and _LAWMAKER.search(whole):
            self.lawmakers = True
        for match in _WITH_ACRONYM.finditer(whole):
            name, acronym = match.group(1).strip(), match.group(2) or match.group(3)
            known = known_institutions(name)
            self.acronyms[acronym] = known[0].name if known else name
            if not known and name not in self.named:
                self.named.append(name)

    def notice(self, text: str, start: int, end: int) -> None:
        """Keep the institutions that a sentence names, whether they speak or not."""
        self.institutions.extend(
            known.name for known in known_institutions(text, start, end) if known.kind not in _NOT_SPOKEN_OF
        )

    def remember(self, speaker: Speaker) -> None:
        """Keep a speaker as the latest."""
        self.speakers.append(speaker)
        if speaker.kind in {"person", "spokesperson", "go_between"}:
            self.names.setdefault(speaker.name.split()[-1], speaker)
            first = speaker.name.split()[0]
            if len(speaker.name.split()) > 1 and len(first) <= 4:
                self.names.setdefault(first, speaker)
        if speaker.kind == "institution" or speaker.institution:
            self.institutions.append(speaker.institution or speaker.name)
