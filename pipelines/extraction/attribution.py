"""Who says it: the claimant who vouches for a figure, and the chain it came through.

In "Yonhap reported, citing a lawmaker briefed by the NIS" the claimant is the NIS, and the lawmaker and Yonhap are
`via`. Speakers are found by syntax (subjects of verbs of reporting, "according to") and by place where the parse fails;
institutions get one name from `lexicon/claimants.csv`.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.extraction.lexicons import load_csv, load_yaml
from pipelines.extraction.parsing import subtree
from pipelines.extraction.participants import country_named

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipelines.extraction.parsing import Parsed

_PERSON_PRONOUNS = frozenset({"he", "she"})
_ORG_PRONOUNS = frozenset({"it", "they", "we"})
_DEFINITE_GROUPS = frozenset(
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
_ROLE = re.compile(
    r"\b(?:president|prime minister|minister|secretary|general|gen|col|colonel|lt|brig|maj|major|adm|admiral|governor|"
    r"mayor|ambassador|envoy|chief|head|director|leader|commander|king|"
    r"chancellor|adviser|advisor|prosecutor|lawmaker|senator|rep|sen|gov|dr|professor|prof|mr|mrs|ms|sir|spokes\w+|"
    r"press secretary|deputy|analyst|author|journalist|captain|capt|sheikh|imam|bishop|nurse|doctor|"
    r"researcher|fellow|expert|resident|chairman|chairwoman|chair|vice|coordinator|representative|officer|"
    r"official)\b\.?",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?:[A-Z][\w'’.-]+|al-[A-Z][\w'-]+)(?:\s+(?:[A-Z][\w'’.-]*|al-[A-Z][\w'-]+|(?:bin|ibn|van|von|de|der|el|al|abu|"
    r"ben)\b(?=\s+[A-Z])))*"
)
_PARLIAMENT = re.compile(r"\b(?:lawmakers?|parliament\w*|MPs|National Assembly|legislators?|deputies)\b")
_WITH_ACRONYM = re.compile(
    r"((?:[A-Z][\w'&-]+(?:\s+(?:of|for|and|the|on|in|to|"
    r"de)){0,2}\s+){1,7}[A-Z][\w'-]+)\s*\(([A-Z][A-Za-z]*[A-Z][A-Za-z]*)\)"
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
    lawmakers: bool = False
    """Whether the article names members of a parliament."""
    named: list[str] = field(default_factory=list)
    """Institutions named anywhere in the article, in order."""
    acronyms: dict[str, str] = field(default_factory=dict)
    """Acronym → the institution that the article gives it to."""
    names: dict[str, Speaker] = field(default_factory=dict)
    """Family name → the person."""

    def survey(self, whole: str) -> None:
        """Learn an article's institutions: those that are known, and those that it names with an acronym."""
        for _, _, name, kind in known_institutions(whole):
            if kind not in {"media", "state_media", "government", "head_of_state"} and name not in self.named:
                self.named.append(name)
            self.lawmakers = self.lawmakers or re.search(r"\blawmakers?\b|\bmember of parliament\b", whole) is not None
            if kind == "intelligence_agency" and self.briefed_by is None and _PARLIAMENT.search(whole):
                self.briefed_by = name
        for match in _WITH_ACRONYM.finditer(whole):
            name, acronym = match.group(1).strip(), match.group(2)
            known = known_institutions(name)
            self.acronyms[acronym] = known[0][2] if known else name
            if not known and name not in self.named:
                self.named.append(name)

    def notice(self, text: str, start: int, end: int) -> None:
        """Keep the institutions that a sentence names, whether they speak or not."""
        for _, _, name, kind in known_institutions(text, start, end):
            if kind not in {"media", "state_media", "government", "head_of_state"}:
                self.institutions.append(name)

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


@functools.cache
def _claimants() -> tuple[re.Pattern[str], dict[str, tuple[str, str]]]:
    meaning: dict[str, tuple[str, str]] = {}
    for row in load_csv("claimants"):
        for alias in {row["claimant"], *row["aliases"].split("|")}:
            meaning.setdefault(alias.lower(), (row["claimant"], row["type"]))
    names = "|".join(re.escape(alias) for alias in sorted(meaning, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{names})(?![\w-])", re.IGNORECASE), meaning


@functools.cache
def _lists() -> dict[str, frozenset[str]]:
    data = load_yaml("attribution")
    return {
        key: frozenset(data[key])
        for key in ("verbs", "speech_only", "report_nouns", "spokespeople", "go_betweens", "collective")
    }


@functools.cache
def _according() -> re.Pattern[str]:
    words = sorted(load_yaml("attribution")["according"], key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(re.escape(w) for w in words)})\s+", re.IGNORECASE)


def known_institutions(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int, str, str]]:
    """Return (start, end, canonical name, type) of the known claimants named in a folded text."""
    pattern, meaning = _claimants()
    found = []
    for match in pattern.finditer(text, start, len(text) if end is None else end):
        name, kind = meaning[match.group().lower()]
        word = match.group()
        if word.islower() and " " not in word and word != "junta":
            continue
        if len(word) <= 4 and not word.isupper() and not word[0].isupper():
            continue
        if word in {"Who", "Un", "Us", "Eu"}:
            continue
        found.append((match.start(), match.end(), name, kind))
    return found


@functools.cache
def _countries_of_claimants() -> dict[str, str]:
    return {
        row["claimant"]: row["country"]
        for row in load_csv("claimants")
        if row["country"] and row["type"] in {"military", "ministry", "head_of_state", "intelligence_agency"}
    }


def telling_country(text: str) -> str | None:
    """Return the country whose army, ministry or head of state is named most in a text."""
    tally: dict[str, int] = {}
    for _, _, name, _ in known_institutions(text):
        country = _countries_of_claimants().get(name)
        if country:
            tally[country] = tally.get(country, 0) + 1
    return max(sorted(tally), key=lambda c: tally[c]) if tally else None


def is_speech(token: Token) -> bool:
    """Tell whether a token is a verb of reporting."""
    return (token.pos_ in {"VERB", "AUX"} and token.lemma_.lower() in _lists()["verbs"]) or token.lower_ in {
        "said",
        "says",
    }


def speaker_of(printed: str, memory: Memory) -> Speaker | None:
    """Return who a noun phrase names as the source of a claim.

    Args:
        printed: The words of the phrase, folded.
        memory: The speakers of the article so far.
    """
    phrase = re.sub(r"\s+", " ", printed).strip(" ,;:-\"'()—–")
    if not phrase:
        return None
    lists = _lists()
    lowered = phrase.lower()
    words = re.findall(r"[\w'-]+", lowered)
    if not words or re.fullmatch(r"[\d,. ]+", phrase):
        return None
    if (
        lowered in _PERSON_PRONOUNS
        and memory.subject is not None
        and memory.subject.kind in {"person", "spokesperson", "go_between"}
    ):
        return memory.subject
    if (
        lowered in _ORG_PRONOUNS
        and memory.subject is not None
        and memory.subject.kind not in {"person", "spokesperson"}
    ):
        return memory.subject
    if lowered in _PERSON_PRONOUNS:
        return next(
            (s for s in reversed(memory.speakers) if s.kind in {"person", "spokesperson", "go_between"}),
            memory.speakers[-1] if memory.speakers else None,
        )
    if lowered in _ORG_PRONOUNS:
        last = next((s for s in reversed(memory.speakers) if s.kind != "person"), None)
        return last or (memory.speakers[-1] if memory.speakers else None)
    known = known_institutions(phrase)
    people_after = _person_name(phrase, known)
    spokes = any(re.search(rf"\b{re.escape(word)}\b", lowered) for word in lists["spokespeople"])
    between = any(word in lists["go_betweens"] for word in words) or "member of parliament" in lowered
    if spokes:
        institution = known[0][2] if known else None
        if institution is None:
            generic = next(
                (
                    w
                    for w in words
                    if w
                    in {
                        "ministry",
                        "army",
                        "military",
                        "agency",
                        "government",
                        "group",
                        "police",
                        "department",
                        "force",
                        "council",
                    }
                ),
                None,
            )
            if generic:
                institution = _latest_matching(generic, memory) or next(
                    (n for n in memory.named if re.search(_KIND_HINTS.get(generic, generic), n)), None
                )
            if institution is None:
                institution = _printed_institution(phrase)
        if institution is None and not people_after:
            institution = next((s.institution or s.name for s in reversed(memory.speakers)), None)
        return Speaker(people_after or (institution or phrase), "spokesperson", institution or people_after or phrase)
    if between:
        name = people_after or (
            "lawmakers" if "lawmakers" in words else re.sub(r"^(?:a|the|another|one)\s+", "", phrase)
        )
        return Speaker(name, "go_between", next((n for _, _, n, k in known if k == "intelligence_agency"), None))
    if known:
        start, end, name, kind = known[0]
        if kind in {"un_body", "alliance"} and re.match(r"(?:'s)?\s+[A-Z][a-z]", phrase[end:]):
            whole = _named_in_article(phrase, words, memory)
            return Speaker(whole or _cleaned(phrase), "institution")
        for other in known[1:]:
            if other[3] == "head_of_state" or (kind in {"government", "officials"} and other[3] != "media"):
                start, end, name, kind = other
        tail = lowered[end:]
        head = lowered[:start]
        if kind == "government" and len(words) <= 2 and name in {"North Korea", "South Korea", "Israel", "Kremlin"}:
            return Speaker(name, "institution")
        if (
            kind == "government"
            and not people_after
            and re.search(r"\b(?:adviser|advisor|chief|minister|head|secretary|president|commander|leader)\b", tail)
        ):
            return Speaker(_cleaned(phrase), "person")
        if kind == "head_of_state":
            return Speaker(name, "person")
        if people_after and not re.search(r"\b(?:of|from|at|with|for|by)\s*$", head) and _ROLE.search(phrase):
            return Speaker(people_after, "person", name)
        if people_after and ("," in phrase or phrase.startswith(people_after)):
            return Speaker(people_after, "person", name)
        if " and " in lowered and len({n for _, _, n, _ in known}) > 1 and kind != "media":
            return Speaker(_cleaned(phrase), "institution")
        if kind in {"government", "armed_group", "un_body", "alliance"} and re.search(
            r"\b(?:officials?|authorities|ministry|minister|intelligence|military|army|police|media|experts?|groups?|"
            r"ngo|panel|investigators|mission|diplomats?|sources?|monitors|rapporteur|agency|agencies)\b",
            head + " " + tail,
        ):
            return Speaker(_cleaned(phrase), "institution")
        return Speaker(name, kind if kind in {"media", "state_media"} else "institution")
    named = _named_in_article(phrase, words, memory)
    if named is not None and not people_after_role(phrase, people_after):
        return Speaker(named, "institution")
    the_group = re.fullmatch(
        r"(?:the|this|that|its|their|his|her|same|a|an) (?:same |latest |new |seoul |local |two |three |israeli |"
        r"britain-based |uk-based |war |rights |spy |south korean )*([a-z-]+)",
        lowered,
    )
    if (
        the_group
        and the_group.group(1) in _DEFINITE_GROUPS
        and lowered.startswith(("the ", "this ", "that ", "its ", "their ", "same ", "his "))
    ):
        earlier = _resolve_definite(the_group.group(1), memory)
        if earlier is not None:
            return earlier
    if people_after and phrase.startswith(people_after) and "," in phrase and len(people_after.split()) > 1:
        return Speaker(people_after, "person")
    acronym = re.search(
        r"\b(?:group|agency|monitor|organi[sz]ation|network|watchdog|charity|ngo|NGO|site|outlet|broadcaster|"
        r"newspaper)\s+([A-Z][\w'-]+(?:\s+[A-Z][\w'-]+)*)$",
        phrase,
    )
    if acronym:
        return Speaker(
            acronym.group(1),
            "media" if re.search(r"\b(?:site|outlet|broadcaster|newspaper|news agency)\b", phrase) else "institution",
        )
    state = country_named(phrase)
    if state is not None:
        return Speaker(state, "institution")
    if people_after:
        bare = people_after.split()
        if len(bare) == 1 and bare[0] in memory.names:
            return memory.names[bare[0]]
        if (
            memory.briefed_by
            and not _ROLE.search(phrase)
            and not re.search(
                r"[Mm]inistr|[Aa]gency|[Cc]ent(?:er|re)|[Ii]nstitute|[Nn]etwork|[Cc]ouncil|[Oo]ffice|[Gg]roup",
                people_after,
            )
            and 1 < len(bare) < 4
            and memory.lawmakers
        ):
            return Speaker(people_after, "go_between")
        if _ROLE.search(phrase) or len(bare) > 1 or phrase == people_after:
            if re.search(
                r"\b(?:[Mm]inistry|[Aa]gency|[Cc]ent(?:er|re)|[Ii]nstitute|[Ff]oundation|[Nn]etwork|[Oo]bservatory|"
                r"[Cc]ommission|[Cc]ouncil|[Oo]ffice|[Gg]roup|[Dd]epartment|[Uu]nion|[Aa]ssociation|[Uu]niversity|"
                r"[Pp]roject|[Cc]ommittee|[Ss]ervice|[Aa]uthority|Post|Times|News|Journal|Herald|Daily|Agency|Press|"
                r"Radio|TV|Television|Tribune|Gazette|Independent|Guard|Army|Forces|Brigade|Front|Party|Hospital|"
                r"Court|Society|Organi[sz]ation|Crescent|Cross|Watch|International|Monitor|Defen[cs]e|Police)\b",
                people_after,
            ):
                media = re.search(
                    r"\b(?:Post|Times|News|Journal|Herald|Daily|News Agency|Press|Radio|TV|Television|Tribune|Gazette|"
                    r"Independent|Broadcasting|Newspaper|Today|Mail|Telegraph|Wire|Chronicle)\b",
                    people_after,
                )
                return Speaker(_cleaned(phrase) if not media else people_after, "media" if media else "institution")
            return Speaker(people_after, "person")
    if any(word in lists["collective"] for word in words):
        return Speaker(_cleaned(phrase), "institution")
    if re.search(r"\b[A-Z]", phrase) and words[0] not in {"that", "this", "there", "what", "how", "but", "and"}:
        return Speaker(_cleaned(phrase), "institution")
    return None


_KIND_HINTS = {
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


def _named_in_article(phrase: str, words: list[str], memory: Memory) -> str | None:
    """Return the institution that an acronym, a part of its name or "a war monitor" stands for in this article."""
    bare = re.sub(r"^(?:the|a|an)\s+", "", phrase, flags=re.IGNORECASE)
    if bare in memory.acronyms:
        return memory.acronyms[bare]
    parts = re.findall(r"[\w'-]+", bare)
    if bare[:1].isupper() and len(parts) <= 2:
        for name in memory.named:
            if bare != name and re.search(rf"\b{re.escape(bare)}\b", name):
                return name
    if words[0] in {"a", "an", "one", "the"} and len(words) <= 7 and words[-1] in _KIND_HINTS:
        fitting = [n for n in memory.named if re.search(_KIND_HINTS[words[-1]], n)]
        if words[0] == "the" and memory.speakers:
            return None
        if len(fitting) == 1:
            return fitting[0]
    return None


def people_after_role(phrase: str, name: str | None) -> bool:
    """Tell whether a phrase is a person with an office, and not an institution."""
    return name is not None and len(name.split()) > 1 and bool(_ROLE.search(phrase))


def _person_name(phrase: str, known: list[tuple[int, int, str, str]]) -> str | None:
    """Return the personal name in a phrase: a run of capitalised words that is no institution and follows any title."""
    best = None
    for match in _NAME.finditer(phrase):
        words = match.group().split()
        if re.search(r"\b(?:at|in|of|from|near|for|the|with|by)\s+(?:the\s+)?$", phrase[: match.start()]) and not (
            known and match.start() > known[0][0]
        ):
            continue
        if any(match.start() < e and s < match.end() for s, e, _, k in known if k != "head_of_state"):
            rest = phrase[max(e for _, e, _, _ in known) :]
            again = _NAME.search(rest)
            if again is None:
                continue
            words = again.group().split()
        while words and (
            _ROLE.fullmatch(words[0])
            or words[0]
            in {
                "The",
                "A",
                "An",
                "In",
                "On",
                "But",
                "And",
                "Deputy",
                "Foreign",
                "Defence",
                "Defense",
                "Prime",
                "Chief",
                "State",
                "Russian",
                "Ukrainian",
                "Israeli",
                "Palestinian",
                "North",
                "South",
                "Korean",
                "American",
                "British",
                "U.S.",
                "US",
                "Security",
                "Interior",
                "Health",
                "Attorney",
                "Vice",
                "Senior",
                "National",
                "Lt.",
                "Gen.",
                "Col.",
                "Maj.",
                "Brig.",
                "Adm.",
            }
        ):
            words = words[1:]
        words = [w for w in words if w != "'s"]
        name = " ".join(words).removesuffix("'s").rstrip(".,'")
        if not name or not re.search(r"[A-Z]", name) or (name.isupper() and len(name) > 4 and " " not in name):
            continue
        if best is None or (len(name.split()) >= 2 > len(best.split())):
            best = name
    return best


def _latest_matching(word: str, memory: Memory) -> str | None:
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


def _printed_institution(phrase: str) -> str | None:
    lowered = phrase.lower()
    for word in _lists()["spokespeople"]:
        at = lowered.find(word)
        if at > 0:
            head = re.sub(r"^(?:the|a|an)\s+", "", phrase[:at].strip(" ,'s"), flags=re.IGNORECASE)
            head = re.sub(r"'s$", "", head).strip()
            if head and head.lower() not in {"deputy", "chief", "its", "their", "his", "official", "a", "the"}:
                return head
        if at >= 0:
            after = re.match(r"\s+(?:for|of|at)\s+(?:the\s+)?([^,]+)", phrase[at + len(word) :])
            if after:
                return after.group(1).strip()
    return None


def _resolve_definite(word: str, memory: Memory) -> Speaker | None:
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
        hint = _KIND_HINTS.get(word)
        loose = word in {"group", "agency"} and not re.search(
            r"[Mm]inistry|[Aa]rmy|[Mm]ilitary|[Ff]orces|UN\b|United Nations", speaker.name
        )
        if speaker.kind in {"institution", "document"} and (
            hint is None or re.search(hint, speaker.name) or word in speaker.name.lower() or loose
        ):
            return speaker
        if speaker.institution and (hint is None or re.search(hint, speaker.institution)):
            return Speaker(speaker.institution, "institution")
    if word in _KIND_HINTS:
        name = next(
            (n for n in [*reversed(memory.institutions), *memory.named] if re.search(_KIND_HINTS[word], n)), None
        )
        if name:
            return Speaker(name, "institution")
    return None


def _cleaned(phrase: str) -> str:
    phrase = re.sub(r"^(?:the|a|an)\s+", "", phrase.strip(), flags=re.IGNORECASE)
    phrase = re.split(
        r",? (?:who|which|that|whose|speaking|familiar|briefed|acquainted|citing|quoted|close to|with knowledge)\b",
        phrase,
    )[0]
    phrase = re.sub(r"\s*\([^)]*\)", "", phrase)
    phrase = phrase.replace("U.S.", "US").replace("U.N.", "UN")
    return phrase.strip(" ,;:-\"'")


def _phrase(parsed: Parsed, head: Token, text: str) -> str:
    """Return the printed words of a speaker's noun phrase, without clauses that hang on it."""
    keep = set()
    pending = [head]
    while pending:
        token = pending.pop()
        keep.add(token.i)
        for child in token.children:
            if child.dep_ in {"relcl", "acl", "advcl", "punct"} and not (
                child.dep_ == "punct" and child.text in {"-", "(", ")", "'"}
            ):
                continue
            pending.append(child)
    first, last = min(keep), max(keep)
    return parsed.text_of(first, last, text)


def attributions(parsed: Parsed, text: str, memory: Memory) -> list[Attribution]:
    """Return the acts of saying in a sentence, with the tokens they cover."""
    doc = parsed.doc
    everything = frozenset(range(len(doc)))
    found: list[Attribution] = []
    lists = _lists()
    for token in doc:
        if not is_speech(token):
            continue
        lemma = "say" if token.lower_ in {"said", "says"} else token.lemma_.lower()
        if lemma in {"cite", "quote"} and token.tag_ == "VBG":
            continue
        subjects = [c for c in token.children if c.dep_ in {"nsubj", "nsubjpass"}]
        subject = min(subjects, key=lambda c: abs(c.i - token.i)) if subjects else None
        if (
            lemma == "claim"
            and any(c.dep_ == "dobj" and c.lemma_.lower() in {"life", "responsibility"} for c in token.children)
            and not any(c.dep_ == "ccomp" for c in token.children)
        ):
            continue
        if lemma == "give" and not any(
            c.dep_ == "dobj" and c.lemma_.lower() in {"toll", "figure", "number", "count", "estimate", "tally"}
            for c in token.children
        ):
            continue
        if subject is None and token.dep_ in {"conj", "advcl", "xcomp"}:
            above = token.head
            subject = (
                next((c for c in above.children if c.dep_ == "nsubj"), None)
                if is_speech(above) or lemma in {"add", "note", "cite", "say", "warn"}
                else None
            )
        if (
            subject is not None
            and subject.lower_ in {"that", "which", "who", "whom", "this", "there", "what"}
            and token.dep_ == "relcl"
        ):
            subject = token.head
        if any(c.dep_ == "auxpass" for c in token.children) and lemma != "tell":
            agent = next((g for c in token.children if c.dep_ == "agent" for g in c.children if g.dep_ == "pobj"), None)
            if agent is not None:
                speaker = speaker_of(_phrase(parsed, agent, text), memory)
                if speaker:
                    found.append(Attribution(speaker, frozenset(subtree(token)) - subtree(agent), 1))
            if lemma in {"quote", "cite"} and subject is not None:
                speaker = speaker_of(_phrase(parsed, subject, text), memory)
                if speaker:
                    found.append(Attribution(speaker, frozenset(subtree(token)), 3))
            continue
        if subject is not None and subject.i in parsed.quantities and subject.dep_ != "nsubj":
            subject = None
        speaker = None
        covered: set[int] = set()
        if subject is not None and not (
            lemma not in lists["speech_only"] and subject.pos_ not in {"NOUN", "PROPN", "PRON"}
        ):
            phrase = _phrase(parsed, subject, text)
            phrase = (
                re.split(r"\s+[-—]\s+", phrase)[-1]
                if re.match(r"^[A-Z ,.]+\s*(?:\([A-Za-z ]+\)\s*)?[-—]", phrase)
                else phrase
            )
            said_here = [a.speaker for a in found if a.order == 1]
            speaker = (
                said_here[-1]
                if subject.lower_ in _PERSON_PRONOUNS | _ORG_PRONOUNS and said_here
                else speaker_of(phrase, memory)
            )
            covered = subtree(subject)
            if (
                any(i in parsed.quantities for i in covered)
                and lemma not in lists["speech_only"]
                and subject.lemma_.lower() not in {"source", "official", "witness", "diplomat", "doctor", "medic"}
            ):
                speaker = None
        if speaker is None and lemma in lists["speech_only"]:
            speaker, covered = _by_place(parsed, token, text, memory)
        if speaker is None:
            continue
        scope = set(subtree(token)) - covered
        if (
            lemma in lists["speech_only"]
            and (token.dep_ == "ROOT" or token.dep_ in {"parataxis", "ccomp", "advcl", "conj"})
            and _is_parenthetical(token)
        ):
            scope = set(everything) - covered
        if lemma in {"quote", "cite"}:
            objects = [c for c in token.children if c.dep_ == "dobj"]
            found.append(Attribution(speaker, everything - covered, 0))
            for target in objects:
                named = speaker_of(_phrase(parsed, target, text), memory)
                if named:
                    found.append(Attribution(named, everything - subtree(target), 3))
            continue
        found.append(Attribution(speaker, frozenset(scope), 1))
        told = (
            next((c for c in token.children if c.dep_ in {"dobj", "dative"} and c.i > token.i), None)
            if lemma in {"tell", "inform"}
            else None
        )
        if told is None and lemma in {"say", "speak"}:
            told = next((g for c in token.children if c.dep_ == "prep" and c.lower_ == "to" for g in c.children), None)
        if told is not None:
            listener = speaker_of(_phrase(parsed, told, text), memory)
            if listener is not None and listener.kind in {"media", "state_media"}:
                found.append(Attribution(listener, frozenset(scope), 0))
    found.extend(_prepositional(parsed, text, memory))
    return found


def subject_speaker(parsed: Parsed, text: str, memory: Memory) -> Speaker | None:
    """Return the speaker that the subject of a sentence's main verb names, for "he said" in the next sentence."""
    root = next((t for t in parsed.doc if t.dep_ == "ROOT"), None)
    if root is None:
        return None
    subject = next((c for c in root.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
    if subject is None or subject.pos_ == "PRON" or any(t.i in parsed.quantities for t in subject.subtree):
        return None
    words = {t.lemma_.lower() for t in subject.subtree} | {t.lower_ for t in subject.subtree}
    speaker = speaker_of(_phrase(parsed, subject, text), memory)
    if speaker is None:
        return None
    known = bool(known_institutions(_phrase(parsed, subject, text)))
    if speaker.kind in {"person", "spokesperson", "go_between"}:
        return speaker if subject.pos_ == "PROPN" else None
    return speaker if known or words & _lists()["collective"] else None


def _is_parenthetical(verb: Token) -> bool:
    """Tell whether a verb of reporting stands behind or inside what is said ("..., the officials said")."""
    doc = verb.doc
    after = doc[verb.i + 1].text if verb.i + 1 < len(doc) else "."
    start = min((t.i for c in verb.children if c.dep_ == "nsubj" for t in c.subtree), default=verb.i)
    if after == "," and start > 0 and doc[start - 1].text == ",":
        return True
    complement = [c for c in verb.children if c.dep_ in {"ccomp", "parataxis"}]
    if not complement:
        return verb.i > len(verb.doc) // 2 and verb.dep_ in {"ROOT", "parataxis", "conj", "advcl"}
    return all(c.i < verb.i for c in complement)


def _by_place(parsed: Parsed, verb: Token, text: str, memory: Memory) -> tuple[Speaker | None, set[int]]:
    """Return the speaker by place: the words between the last comma and the verb, or behind an inverted verb."""
    doc = parsed.doc
    at = verb.i - 1
    while at >= 0 and doc[at].lower_ in {
        "also",
        "later",
        "had",
        "has",
        "have",
        "previously",
        "earlier",
        "then",
        "further",
        "recently",
    }:
        at -= 1
    first = at
    depth = 0
    while first >= 0 and first > at - 14:
        token = doc[first]
        if token.text == ")":
            depth += 1
        elif token.text == "(":
            depth -= 1
        elif depth == 0 and (
            token.text in {",", ";", ":", '"', "—", "–"}
            or token.lower_ in {"that", "and", "but", "as", "while", "which", "who"}
            or is_speech(token)
        ):
            break
        first -= 1
    if first < at:
        phrase = parsed.text_of(first + 1, at, text)
        if not any(i in parsed.quantities for i in range(first + 1, at + 1)):
            speaker = speaker_of(phrase, memory)
            if speaker is not None and (
                speaker.kind != "institution"
                or re.search(
                    r"[A-Z]|\b(?:it|they|officials?|ministry|agency|police|army|military|group|sources?|authorities|"
                    r"lawmakers?|report|service|monitor)\b",
                    phrase,
                )
            ):
                return speaker, set(range(first + 1, at + 1))
    if (
        verb.i + 1 < len(doc)
        and doc[verb.i + 1].pos_ in {"PROPN", "DET", "NOUN"}
        and doc[verb.i - 1].text in {",", '"'}
    ):
        last = verb.i + 1
        while (
            last + 1 < len(doc)
            and doc[last + 1].text not in {",", ".", ";", '"', "—", "–"}
            and doc[last + 1].lower_ not in {"that", "on", "who", "in", "after", "as", "during", "at", "while"}
        ):
            last += 1
        if not any(i in parsed.quantities for i in range(verb.i + 1, last + 1)):
            return speaker_of(parsed.text_of(verb.i + 1, last, text), memory), set(range(verb.i + 1, last + 1))
    return None, set()


def _prepositional(parsed: Parsed, text: str, memory: Memory) -> list[Attribution]:
    """`according to X`, `citing X`, `by X's count`, `Sky News (UK): ...`, `X's estimate`."""
    found: list[Attribution] = []
    doc = parsed.doc
    start, end = parsed.sentence.start, parsed.sentence.end
    everything = frozenset(range(len(doc)))
    sentence = text[start:end]
    for match in _according().finditer(sentence):
        rest = sentence[match.end() :]
        stop = re.search(
            r",(?!\s+(?:an?|the|one|another|who|which|a former|Russia|South|U|Ukraine|Lebanon|Syria|Iran)\b)|;|\"|—|–|"
            r" - | as (?:stating|saying)| said\b| have it| has it| speaking| that\b| who\b|\bin (?:an?|"
            r"the) (?:interview|statement|post|report|briefing|update)\b",
            rest,
        )
        phrase = (rest[: stop.start()] if stop else rest).rstrip(". ")
        role = re.match(
            r",\s+(?:(?:an?|the|one|two|both|another)\s+)?(?:[\w'.-]+\s+){0,4}?(?:lawmakers?|spokes\w+|legislators?|"
            r"deputies|member of parliament|MPs?)\b",
            rest[len(phrase) :],
        )
        if role:
            phrase += role.group()
        if len(phrase) > 140:
            phrase = phrase[:140]
        first_comma = phrase.find(",")
        phrase_main = phrase
        if first_comma > 0 and re.match(r",\s+(?:which|who)", phrase[first_comma:]):
            phrase_main = phrase[:first_comma]
        report = re.match(
            r"(?:an?|the|its|their) (?:[\w-]+ ){0,4}?(?:report|study|statement|tally|count|assessment|estimate|"
            r"estimates|analysis|data|figures?|investigation|paper|document|documents|survey|briefing|cable|list|"
            r"latest list)\b(?: (?:released|published|issued|carried|brought out|compiled|put out|"
            r"made)(?: on \w+)?)?(?: (?:by|from|of))?\s*",
            phrase_main,
        )
        name = phrase_main[report.end() :] if report and phrase_main[report.end() :].strip(" ,.") else phrase_main
        name = re.sub(
            r"\s+(?:on|in|late|early|published|released)\s+(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day.*$", "", name
        )
        name = re.sub(
            r"'s (?:latest )?(?:estimate|count|tally|assessment|reckoning|calculation|figures?|data|report|toll|"
            r"words)$",
            "",
            name,
        )
        if name.strip().lower() in {
            "its count",
            "its own count",
            "their account",
            "its tally",
            "its figures",
            "her",
            "him",
            "its latest count",
        } or re.match(r"(?:its|their|his|her) ", name):
            name = "it" if memory.speakers and memory.speakers[-1].kind != "person" else "he"
        speaker = speaker_of(name, memory)
        if speaker is not None:
            at = start + match.start()
            inside = {i for i in range(len(doc)) if at <= parsed.starts[i] < start + match.end() + len(phrase)}
            scope = everything - inside
            if match.group().strip().lower() in {"citing", "quoting", "with reference to", "referring to"}:
                found.append(Attribution(speaker, frozenset(scope), 3))
            else:
                later = [i for i in scope if parsed.starts[i] > at]
                limited = _clause(parsed, min(inside, default=0), scope) if later else scope
                found.append(Attribution(speaker, frozenset(limited), 2))
    for match in re.finditer(
        r"\b(?:by|on|in|per)\s+((?:the\s+)?[A-Z][\w.' -]{1,60}?)(?:'s?|s')\s+(?:own |latest |official )?(?:count|"
        r"tally|tallies|estimate|estimates|reckoning|calculation|calculations|figures|account|reading|view|words)\b",
        sentence,
    ):
        speaker = speaker_of(match.group(1), memory)
        if speaker is not None:
            found.append(Attribution(speaker, everything, 2))
    for match in re.finditer(
        r"\bby\s+((?:the\s+)?[A-Z][\w.' -]{1,60}?)\s+(?:count|tally|tallies|estimates?|figures)\b", sentence
    ):
        speaker = speaker_of(match.group(1), memory)
        if speaker is not None:
            found.append(Attribution(speaker, everything, 2))
    label = re.match(r"(?:[-•*]\s*)?((?:The )?[A-Z][\w.'& -]{2,50}?)(?: \([^)]{2,30}\))?:\s", sentence)
    if label:
        known = known_institutions(label.group(1))
        if known:
            found.append(
                Attribution(
                    Speaker(known[0][2], known[0][3] if known[0][3] == "media" else "institution"), everything, 1
                )
            )
    for match in re.finditer(
        r"\b(?:report|statement|study|data|figures|numbers|estimates?|survey|analysis|tally|count|update|"
        r"assessment)s?\s+(?:\w+ ){0,2}?(?:by|from|of)\s+((?:the\s+)?[A-Z][\w.'& -]{2,60})",
        sentence,
    ):
        known = known_institutions(match.group(1))
        if known and not any(a.order >= 1 for a in found):
            found.append(Attribution(Speaker(known[0][2], "institution"), everything, 1))
    return found


def _clause(parsed: Parsed, at: int, scope: frozenset[int] | set[int]) -> set[int]:
    """Limit `according to X` in mid-sentence to its own half where the next half has another speaker."""
    doc = parsed.doc
    for i in range(at + 1, len(doc) - 1):
        if (
            doc[i].text in {",", ";"}
            and doc[i + 1].lower_ in {"and", "while", "but"}
            and any(is_speech(t) and t.lemma_.lower() in {"say", "tell", "report", "add"} for t in doc[i + 1 :])
        ):
            return {j for j in scope if j < i}
    return set(scope)


def claimant_for(token: int, said: list[Attribution], memory: Memory) -> tuple[str | None, tuple[str, ...]] | None:
    """Return claimant and via for a token, or null where no act of saying in the sentence covers it."""
    covering = [a for a in said if token in a.scope]
    if not covering:
        return None
    return resolve(covering, memory)


def resolve(covering: list[Attribution], memory: Memory) -> tuple[str | None, tuple[str, ...]]:
    """Return who vouches and through whom, from the acts of saying that cover a figure, nested as they are."""
    ordered = sorted(covering, key=lambda a: (-a.order, len(a.scope)))
    speakers: list[Speaker] = []
    for attribution in ordered:
        if attribution.speaker not in speakers:
            speakers.append(attribution.speaker)
    claimant: str | None = None
    via: list[str] = []
    sources = [s for s in speakers if s.kind not in {"media", "state_media"}]
    media = [s for s in speakers if s.kind in {"media", "state_media"}]
    principal = next((s for s in sources if s.kind != "go_between"), None)
    if principal is None and sources:
        between = sources[0]
        institution = between.institution or memory.briefed_by
        claimant = institution or between.name
        via = [s.name for s in sources] if institution else []
    elif principal is not None:
        claimant = (
            principal.institution if principal.kind == "spokesperson" and principal.institution else principal.name
        )
        if principal.kind == "spokesperson" and principal.name != claimant:
            via.append(principal.name)
        for other in sources:
            if other is not principal:
                name = other.name
                if name not in via and name != claimant:
                    via.append(name)
    if claimant is None and media:
        claimant = media[0].name
        via.extend(s.name for s in media[1:])
    else:
        via.extend(s.name for s in media if s.name != claimant)
    return claimant, tuple(dict.fromkeys(via))
