"""Who a noun phrase names as a source: a person, a spokesperson, an institution, or somebody named before."""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import TYPE_CHECKING

from pipelines.extraction.anaphora import (
    DEFINITE_GROUPS,
    KIND_HINTS,
    latest_matching,
    named_in_article,
    resolve_definite,
)
from pipelines.extraction.institutions import commanding, known_institutions
from pipelines.extraction.lexicons import one_of
from pipelines.extraction.nouns import names_people
from pipelines.extraction.participants import country_named, name_words
from pipelines.extraction.personal_names import is_family_name
from pipelines.extraction.persons import ROLE, has_office, person_name
from pipelines.extraction.speakers import Speaker
from pipelines.extraction.speech import reporting_words

if TYPE_CHECKING:
    from pipelines.extraction.institutions import KnownName
    from pipelines.extraction.speakers import Memory

PERSON_PRONOUNS = frozenset({"he", "she"})

ORG_PRONOUNS = frozenset({"it", "they", "we"})

_GENERIC = frozenset(
    {"ministry", "army", "military", "agency", "government", "group", "police", "department", "force", "council"}
)
_PEOPLE = frozenset({"person", "spokesperson", "go_between"})
_OFFICE_OF_STATE = re.compile(r"\b(?:adviser|advisor|chief|minister|head|secretary|president|commander|leader)\b")
_PART_OF_STATE = re.compile(
    r"\b(?:officials?|authorities|ministry|minister|intelligence|military|army|police|media|experts?|groups?|"
    r"ngo|panel|investigators|mission|diplomats?|sources?|monitors|rapporteur|agency|agencies)\b"
)
_THE_GROUP = re.compile(
    r"(?:the|this|that|its|their|his|her|same|a|an) (?:same |latest |"
    r"new |local |two |three |war |rights |spy |news |armed |rebel |"
    r"militant |paramilitary |insurgent |advocacy |monitoring |medical |state |media |human |"
    r"[a-z]+-based |[a-z]+ese |[a-z]+an |[a-z]+ish |israeli |iraqi |us |french |dutch )*([a-z-]+)"
)
_LABELLED = re.compile(
    r"\b(?:group|agency|monitor|organi[sz]ation|network|watchdog|charity|ngo|NGO|site|outlet|broadcaster|"
    r"newspaper)\s+([A-Z][\w'-]+(?:\s+[A-Z][\w'-]+)*)$"
)
_MEDIA_LABEL = re.compile(r"\b(?:site|outlet|broadcaster|newspaper|news agency)\b")
_NO_GO_BETWEEN = re.compile(
    r"[Mm]inistr|[Aa]gency|[Cc]ent(?:er|re)|[Ii]nstitute|[Nn]etwork|[Cc]ouncil|[Oo]ffice|[Gg]roup"
)
_INSTITUTION_NAME = re.compile(
    r"\b(?:[Mm]inistry|[Aa]gency|[Cc]ent(?:er|re)|[Ii]nstitute|[Ff]oundation|[Nn]etwork|[Oo]bservatory|"
    r"[Cc]ommission|[Cc]ouncil|[Oo]ffice|[Gg]roup|[Dd]epartment|[Uu]nion|[Aa]ssociation|[Uu]niversity|"
    r"[Pp]roject|[Cc]ommittee|[Ss]ervice|[Aa]uthority|Post|Times|News|Journal|Herald|Daily|Agency|Press|"
    r"Radio|TV|Television|Tribune|Gazette|Independent|Guard|Army|Forces|Brigade|Front|Party|Hospital|"
    r"Court|Society|Organi[sz]ation|Crescent|Cross|Watch|International|Monitor|Defen[cs]e|Police)\b"
)
_MEDIA_NAME = re.compile(
    r"\b(?:Post|Times|News|Journal|Herald|Daily|News Agency|Press|Radio|TV|Television|Tribune|Gazette|"
    r"Independent|Broadcasting|Newspaper|Today|Mail|Telegraph|Wire|Chronicle)\b"
)


_PRESS = re.compile(
    r"\b(?:media|press|news|newspaper|broadcaster|television|radio)(?: reports?| outlets?| agenc\w+)?$", re.IGNORECASE
)
"""What says it passes on what others say: `local media`, `Turkish press reports`."""
_CORE = re.compile(
    r",|\s(?:of|in|at|from|for|by|with|on|near|to|under|who|that|which|whose|inside|outside|across|close|familiar|"
    r"briefed|working|loyal|allied|linked|based|speaking|monitoring|running|tracking|treating|quoted|kept|compiled|"
    r"held|run|led|backed|whom)\b"
)
"""Where the core of a noun phrase ends, whose last word says what it is: `doctors | at a clinic`."""
_MADE_BY = re.compile(
    r"(?:an?|the|its|earlier|another|one|previous|separate|new)(?: [\w-]+){0,3}? "
    r"(?:count|tally|estimate|assessment|report|study|survey|database|list|analysis)s? "
    r"(?:compiled |kept |released |published |made |put out )?(?:by|from) ((?:the |a |an )?[\w].*)",
    re.IGNORECASE,
)
"""A count is as good as who made it: `a tally by the observatory`."""
_ITS_COUNT = re.compile(
    r"(its|their|.{3,60}?'s) (?:own |latest |official |most recent |last |new |daily )*"
    r"(?:count|tally|toll|estimate|figures|assessment|data|list|report|statement)",
    re.IGNORECASE,
)
_NOT_FIRST = frozenset(
    {"in", "on", "at", "after", "as", "during", "for", "with", "by", "since", "when", "over", "under", "near"}
)
"""Words with which the name of no speaker begins."""
_OFFICE = re.compile(
    r"\b((?:defen[cs]e|foreign|interior|health|unification|information|prime|security|finance|culture|education) "
    r"(?:minister|secretary|adviser|advisor)"
    r"|(?:intelligence|spy|army|military|police|navy|air force) (?:chief|head|director)"
    r"|national security advis[eo]r|ombudsman|prosecutor general|attorney general)\b"
)
_NO_SPEAKER = re.compile(
    r"(?:on |last |this |late |early )*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"january|february|march|april|may|june|july|"
    r"august|september|october|november|december|today|yesterday)(?: \d+)?"
    r"|(?:some |many |most |other |several )*(?:people|persons|everyone|everybody|someone|somebody|nobody|anyone)"
)
_ONLY_DATA = re.compile(
    r"(?:(?:some|other|various|several|multiple|preliminary|initial|latest|early|updated|provisional|available|new|first|"
    r"unconfirmed|conflicting|recent)(?: and )?,? ?)*"
    r"(?:data|information|estimates|reports|indications|results|calculations)"
)
"""What is not anybody who speaks: `preliminary data`, `initial reports`."""
_PLACE_OF_LEARNING = re.compile(
    r"\b(?:School|University|Institute|College|Hospital|Academy|Foundation|Centre|Center)\b"
)
_OFFICES = frozenset(
    [
        "governor",
        "minister",
        "president",
        "mayor",
        "official",
        "chief",
        "commander",
        "director",
        "doctor",
        "nurse",
        "resident",
        "analyst",
        "ambassador",
        "envoy",
        "secretary",
        "general",
        "prosecutor",
        "leader",
        "adviser",
        "advisor",
        "expert",
        "witness",
        "officer",
    ]
)
"""People without a name: "it" in the next sentence is not they."""
_OFFICIALS_FROM = re.compile(
    r"(?:\w+ ){0,3}?(?:officials|diplomats|experts|sources|analysts|authorities|agencies) from\b",
    re.IGNORECASE,
)


_NAME_EXPLAINED = re.compile(
    r"((?:[A-Z][\w'&.-]*|of|for|the|and|in|on)(?: (?:[A-Z][\w'&.-]*|of|for|the|and|in|on))+),"
    r"(?:\s+(?:an?|the|one of|which|based)\b.*)?$"
)
"""A name of several words with what it is behind it: `Bara Doctors Network, a group of volunteers`."""
_ROLES_KEPT = frozenset(
    [
        "doctor", "nurse", "medic", "surgeon", "chaplain", "priest", "bishop", "pastor", "imam", "governor", "mayor",
        "commissioner", "ambassador", "envoy", "prosecutor", "senator", "lawmaker", "activist", "campaigner", "analyst",
        "researcher", "professor", "historian", "teacher", "farmer", "fisherman", "driver", "resident", "villager",
        "survivor", "witness", "trader", "chief", "elder", "commander", "colonel", "general", "captain", "admiral",
        "administrator", "director", "coordinator", "chairman", "chairwoman", "mediator", "lawyer", "judge",
    ]
)  # fmt: skip
"""Roles that a report goes on with once it has named somebody with them."""
_ROLE_MEANT = re.compile(r"(?:the|this|that) (?:[a-z-]+ ){0,3}?([a-z-]+)")


@functools.cache
def _spokespeople() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{one_of(reporting_words()['spokespeople'])})\b")


def speaker_of(printed: str, memory: Memory) -> Speaker | None:
    """Return who a noun phrase names as the source of a claim.

    A person who was named with a role is meant by the role alone later on: `Dr Musa Idris` is `the doctor`.

    Args:
        printed: The words of the phrase, folded.
        memory: The speakers of the article so far.
    """
    bare = printed.strip(" ,;:-\"'").lower()
    meant = _ROLE_MEANT.fullmatch(bare)
    if meant and meant.group(1) in memory.roles:
        return memory.roles[meant.group(1)]
    speaker = _speaker_of(printed, memory)
    if speaker is not None and speaker.kind == "person" and " " in speaker.name and speaker.name in printed:
        beside = printed.replace(speaker.name, " ").lower()
        beside = beside.replace("dr.", "doctor").replace("dr ", "doctor ")
        for word in re.findall(r"[a-z]+", beside):
            if word in _ROLES_KEPT or (names_people(word) and not word.endswith("s")):
                memory.roles[word] = speaker
    return speaker


def _speaker_of(printed: str, memory: Memory) -> Speaker | None:
    phrase = re.sub(r"\s+", " ", printed).strip(" ,;:-\"'()—–")
    lowered = phrase.lower()
    words = [w.removesuffix("'s") for w in re.findall(r"[\w'-]+", lowered)]
    if words and words[0] in _NOT_FIRST:
        return None
    if not words or re.fullmatch(r"[\d,. ]+", phrase):
        return None
    if _NO_SPEAKER.fullmatch(lowered) or _ONLY_DATA.fullmatch(lowered):
        return None
    if lowered in PERSON_PRONOUNS:
        return _he(memory)
    if lowered in ORG_PRONOUNS:
        return _they(memory)
    lists = reporting_words()
    quoted = re.split(r",?\s+(?:quoted|cited|interviewed) (?:by|in)\b", phrase, maxsplit=1)[0]
    if quoted and quoted != phrase:  # `an officer quoted by the newspaper`
        phrase, lowered = quoted, quoted.lower()
        words = [w.removesuffix("'s") for w in re.findall(r"[\w'-]+", lowered)]
    made = _MADE_BY.match(phrase)
    if made:
        phrase = made.group(1)
        lowered = phrase.lower()
        words = [w.removesuffix("'s") for w in re.findall(r"[\w'-]+", lowered)]
    counted = _ITS_COUNT.fullmatch(phrase)
    if counted:  # `its latest tally`, `the health ministry's latest tally`
        owner = counted.group(1)
        return _they(memory) if owner.lower() in {"its", "their"} else speaker_of(owner.removesuffix("'s"), memory)
    bearer = memory.names.get(phrase)
    if bearer is not None and bearer.name != phrase and is_family_name(phrase):
        return bearer  # `Holland said`, after Katie Holland
    known = known_institutions(phrase)
    person = person_name(phrase, known)
    office = _OFFICE.search(lowered)
    if office and person is not None and len(person.split()) > 1:
        memory.offices[_one_spelling(office.group(1))] = Speaker(person, "person", known[0].name if known else None)
    elif (
        office and lowered.endswith(office.group(1)) and (holder := memory.offices.get(_one_spelling(office.group(1))))
    ):
        return holder
    if person is not None and person in name_words():
        person = None  # `a Yemeni officer` is nobody's name
    if _spokespeople().search(lowered):
        return _spokesperson(phrase, words, known, person, memory)
    if any(word in lists["go_betweens"] for word in words) or "member of parliament" in lowered:
        bare = "lawmakers" if "lawmakers" in words else re.sub(r"^(?:an?|the|another|one)\s+", "", cleaned(phrase))
        agency = next((k.name for k in known if k.kind == "intelligence_agency"), None)
        return Speaker(person or bare, "go_between", agency)
    if known and _OFFICIALS_FROM.match(phrase):
        return Speaker(cleaned(phrase), "institution")
    if known:
        return _known(phrase, words, known, person, memory)
    named = named_in_article(phrase, words, memory)
    if named is not None and not has_office(phrase, person):
        return Speaker(named, "institution")
    earlier = _the_group(lowered, memory)
    if earlier is not None:
        return earlier
    if person and phrase.startswith(person) and "," in phrase and len(person.split()) > 1:
        return Speaker(person, "person")
    labelled = _LABELLED.search(phrase)
    if labelled:
        return Speaker(labelled.group(1), "media" if _MEDIA_LABEL.search(phrase) else "institution")
    if _PLACE_OF_LEARNING.search(phrase) and not (person and phrase.startswith(person)):
        return Speaker(cleaned(phrase), "institution")
    state = country_named(phrase) or country_named(_core_of(phrase))
    if state is not None:
        return Speaker(state, "institution")
    if person and _is_of_a_group(phrase, person):
        return Speaker(cleaned(phrase), "institution")
    speaker = _by_name(phrase, person, memory) if person else None
    if speaker is not None:
        return speaker
    if words[-1] in _OFFICES:
        holder = _they(memory) if words[0] in {"its", "their"} else None
        return holder or Speaker(cleaned(phrase), "person")
    core = _core_of(phrase)
    if _PRESS.search(core) and not person:
        return Speaker(cleaned(phrase), "media")
    last = core.lower().split()[-1] if core else ""
    if last in lists["collective"] or last in DEFINITE_GROUPS or names_people(last):
        return Speaker(cleaned(phrase), "institution")
    is_name = last[:1] != core.split()[-1][:1] if core else False  # the last word is capitalised
    if (is_name or re.search(r"\s[A-Z]|'s\b", core)) and words[0] not in {
        "that",
        "this",
        "there",
        "what",
        "how",
        "but",
        "and",
    }:
        return Speaker(cleaned(phrase), "institution")
    return None


def speaks(phrase: str) -> bool:
    """Tell whether the core of a noun phrase is somebody who may speak: an office, a group, people."""
    last = _core_of(phrase).lower().split()[-1:]
    return bool(last) and (last[0] in reporting_words()["collective"] or last[0] in DEFINITE_GROUPS)


def _one_spelling(office: str) -> str:
    """Return an office in one spelling, `spy chief` as the `intelligence chief` that it is."""
    return office.replace("defense", "defence").replace("adviser", "advisor").replace("spy ", "intelligence ")


def _core_of(phrase: str) -> str:
    """Return the core of a noun phrase, without what hangs on it: `doctors` of `the doctors there`."""
    core = re.sub(r"^(?:the|an?)\s+", "", unicodedata.normalize("NFKC", phrase), flags=re.IGNORECASE)
    return re.sub(r"\s+(?:there|here|alike|both)$", "", _CORE.split(core, maxsplit=1)[0].strip())


def _he(memory: Memory) -> Speaker | None:
    """Return the person whom "he" or "she" means."""
    if memory.subject is not None and memory.subject.kind in _PEOPLE:
        return memory.subject
    latest = memory.speakers[-1] if memory.speakers else None
    return next((s for s in reversed(memory.speakers) if s.kind in _PEOPLE), latest)


def _they(memory: Memory) -> Speaker | None:
    """Return whom "it", "they" or "we" means."""
    if memory.subject is not None and memory.subject.kind not in {"person", "spokesperson"}:
        return memory.subject
    latest = memory.speakers[-1] if memory.speakers else None
    return next((s for s in reversed(memory.speakers) if s.kind != "person"), latest)


def _spokesperson(phrase: str, words: list[str], known: list[KnownName], person: str | None, memory: Memory) -> Speaker:
    institution = known[0].name if known else None
    if institution is None:
        generic = next((w for w in words if w in _GENERIC), None)
        if generic:
            hint = KIND_HINTS.get(generic, generic)
            institution = latest_matching(generic, memory) or next(
                (n for n in memory.named if re.search(hint, n)), None
            )
    if institution is None:
        institution = _printed_institution(phrase)
        institution = memory.acronyms.get(institution or "", institution)
    bare = words[0] in _GENERIC and words[1:2] and words[1] in reporting_words()["spokespeople"]
    if institution is None and (not person or bare):
        institution = next((s.institution or s.name for s in reversed(memory.speakers)), None)
    return Speaker(person or institution or phrase, "spokesperson", institution or person or phrase)


def _known(phrase: str, words: list[str], known: list[KnownName], person: str | None, memory: Memory) -> Speaker:
    """Return the speaker of a phrase that names a known institution: it, its official, or a body of its own."""
    lowered = phrase.lower()
    start, end, name, kind = known[0]
    if kind in {"un_body", "alliance"} and re.match(r"(?:'s)?\s+[A-Z][a-z]", phrase[end:]):
        whole = named_in_article(phrase, words, memory)
        return Speaker(whole or cleaned(phrase), "institution")
    for other in known[1:]:
        if other.kind == "head_of_state" or (kind in {"government", "officials"} and other.kind != "media"):
            start, end, name, kind = other
    head, tail = lowered[:start], lowered[end:]
    if kind == "government" and len(words) <= 2 and name in {"North Korea", "South Korea", "Israel", "Kremlin"}:
        return Speaker(name, "institution")
    if kind == "government" and not person and _OFFICE_OF_STATE.search(tail):
        return Speaker(cleaned(phrase), "person")
    if kind == "head_of_state":
        return Speaker(name, "person")
    if person and not re.search(r"\b(?:of|from|at|with|for|by)\s*$", head) and ROLE.search(phrase):
        return Speaker(person, "person", name)
    if person and len(person.split()) > 1 and ("," in phrase or phrase.startswith(person)):
        return Speaker(person, "person", name)
    if " and " in lowered and len({k.name for k in known}) > 1 and kind != "media":
        return Speaker(cleaned(phrase), "institution")
    if kind in {"government", "armed_group", "un_body", "alliance"} and _PART_OF_STATE.search(head + " " + tail):
        return Speaker(cleaned(phrase), "institution")
    if kind == "military":
        name = commanding(name, memory.named) or name
    return Speaker(name, kind if kind in {"media", "state_media"} else "institution")


def _the_group(lowered: str, memory: Memory) -> Speaker | None:
    """Return whom a definite phrase ("the same agency", "its ministry") means, if it has been named."""
    match = _THE_GROUP.fullmatch(lowered)
    if (
        match
        and match.group(1) in DEFINITE_GROUPS
        and lowered.startswith(("the ", "this ", "that ", "its ", "their ", "same ", "his "))
    ):
        return resolve_definite(match.group(1), memory)
    return None


def _is_of_a_group(phrase: str, name: str) -> bool:
    """Tell whether a name only says whose people or where they are: `Lin Thi residents`, `Bor hospital staff`."""
    core = _core_of(phrase)
    last = core.split()[-1] if core else ""
    return (
        last.islower()
        and name in core
        and not core.endswith(name)
        and last.endswith("s")
        and (last in reporting_words()["collective"] or last in DEFINITE_GROUPS or names_people(last))
    )


def _by_name(phrase: str, person: str, memory: Memory) -> Speaker | None:
    """Return who a phrase with a name in it is: somebody named before, a person, or an outlet that reads like one."""
    parts = person.split()
    has_role = ROLE.search(phrase) is not None
    if len(parts) == 1 and parts[0] in memory.names:
        return memory.names[parts[0]]
    if (
        memory.briefed_by
        and memory.lawmakers
        and 1 < len(parts) < 4
        and not has_role
        and not _NO_GO_BETWEEN.search(person)
    ):
        return Speaker(person, "go_between")
    if not has_role and len(parts) == 1 and phrase != person:
        return None
    if not _INSTITUTION_NAME.search(person):
        return Speaker(person, "person")
    if _MEDIA_NAME.search(person):
        return Speaker(person, "media")
    return Speaker(cleaned(phrase), "institution")


def _printed_institution(phrase: str) -> str | None:
    """Return whom a spokesperson speaks for, as printed before or behind the word."""
    lowered = phrase.lower()
    for word in sorted(reporting_words()["spokespeople"], key=lambda w: (-len(w), w)):
        at = lowered.find(word)
        if at > 0:
            head = re.sub(r"^(?:the|a|an)\s+", "", phrase[:at].strip(" ,"), flags=re.IGNORECASE)
            head = re.sub(r"'s$", "", head).strip()
            head = "" if re.search(r",(?: an?| the| one of the)?(?: \w+)?$", head) else head  # `Ali Sy, a spokesman`
            if head and head.lower() not in {"deputy", "chief", "its", "their", "his", "official", "a", "the"}:
                return head
        if at >= 0:
            after = re.match(r"\s+(?:for|of|at)\s+(?:the\s+)?([^,]+)", phrase[at + len(word) :])
            if after:
                return after.group(1).strip()
    return None


def cleaned(phrase: str) -> str:
    """Return a phrase without its article, its brackets and the clauses behind it, to stand as a name."""
    phrase = re.sub(r"^(?:the|a|an)\s+", "", phrase.strip(), flags=re.IGNORECASE)
    phrase = re.split(
        r",? (?:who|which|that|whose|speaking|familiar|briefed|acquainted|citing|quoted|close to|with knowledge)\b",
        phrase,
    )[0]
    phrase = re.sub(r"\s*\([^)]*\)", "", phrase)
    named = _NAME_EXPLAINED.match(phrase)
    phrase = named.group(1) if named else phrase
    phrase = phrase.replace("U.S.", "US").replace("U.N.", "UN")
    return phrase.strip(" ,;:-\"'")
