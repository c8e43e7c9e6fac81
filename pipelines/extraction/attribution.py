"""Who says it: the claimant who vouches for a figure, and the chain it came through.

In "Yonhap reported, citing a lawmaker briefed by the NIS" the claimant is the NIS, and the lawmaker and Yonhap are
`via`. Speakers are found by syntax (subjects of verbs of reporting, "according to") and by place where the parse fails;
institutions get one name from `lexicon/claimants.csv`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.extraction.according import sources_named
from pipelines.extraction.institutions import known_institutions, telling_country
from pipelines.extraction.naming import ORG_PRONOUNS, PERSON_PRONOUNS, speaker_of
from pipelines.extraction.parsing import children, subtree
from pipelines.extraction.speakers import Attribution, Memory, Speaker
from pipelines.extraction.speech import is_speech, phrase_of, reporting_words

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipelines.extraction.parsing import Parsed

__all__ = [
    "Attribution",
    "Memory",
    "Speaker",
    "attributions",
    "claimant_for",
    "is_speech",
    "resolve",
    "subject_speaker",
    "telling_country",
]


_TOLD_OF = frozenset({"toll", "figure", "number", "count", "estimate", "tally"})
_SOURCES = frozenset({"source", "official", "witness", "diplomat", "doctor", "medic"})
_RELATIVES = frozenset({"that", "which", "who", "whom", "this", "there", "what"})
_SILENT = frozenset({"comment", "say", "confirm", "give", "respond", "report"})
_CHARGE = re.compile(r"\b(?:charge|allegation|accusation|claim|which|something)s?,? (?:that )?(?:\S+ ?){1,4}$")
"""What is denied in an aside, behind what is said."""
_NAMED = re.compile(r"(?:[Tt]he )?(?:[A-Z][\w'.-]*\s+){1,4}[A-Z][\w'.-]+")
"""A proper name of two words or more."""
_TAIL = re.compile(
    r",\s+([^,;\"]{2,90}?(?:,[^,;\"]{3,70},)?)\s+(?:has |have |had |later |also |then )?"
    r"(?:said|say|says|told|informed|informs|reckons?|"
    r"reckoned|claims?|claimed|reported|reports?|announced|estimates?|estimated|believes?|believed|disclosed|revealed|"
    r"confirmed|stated|wrote|writes|noted|added|adds|maintains?|maintained|insists?|calculates?|calculated|considers?|"
    r"heard|concluded|contends?|acknowledged|went on|goes on|continued)\b[^,;\"]{0,60}\.?\"?$"
)
"""A speaker and a verb of reporting that close a sentence."""
_HEADLINE_DATELINE = re.compile(r"^[A-Z ,.]+\s*(?:\([A-Za-z ]+\)\s*)?[-—]")


def attributions(parsed: Parsed, text: str, memory: Memory) -> list[Attribution]:
    """Return the acts of saying in a sentence, with the tokens they cover."""
    everything = frozenset(range(len(parsed.doc)))
    found: list[Attribution] = []
    speech_only = reporting_words()["speech_only"]
    for token in parsed.doc:
        if not is_speech(token):
            continue
        lemma = _lemma(token)
        if _says_nothing(token, lemma):
            continue
        subject = _subject(token, lemma)
        if any(c.dep_ == "auxpass" for c in token.children) and lemma != "tell":
            if lemma not in speech_only | {
                "quote",
                "cite",
                "report",
                "publish",
                "release",
                "verify",
                "record",
                "document",
            }:
                continue
            found.extend(_passive(parsed, token, subject, text, memory))
            continue
        speaker, covered = _inverted(parsed, token, text, memory) if lemma in speech_only else (None, set())
        if speaker is None:
            speaker, covered = _by_subject(parsed, token, subject, text, memory, found)
        if speaker is None and lemma in speech_only:
            speaker, covered = _by_place(parsed, token, text, memory)
        if speaker is None:
            continue
        if lemma in {"quote", "cite"}:
            found.append(Attribution(speaker, everything - covered, 0))
            for target in children(token, "dobj"):
                named = speaker_of(phrase_of(parsed, target, text), memory)
                if named:
                    found.append(Attribution(named, everything - subtree(target), 3))
            continue
        scope = frozenset(subtree(token)) - covered - _of_others(token)
        if (
            lemma in speech_only
            and token.dep_ in {"ROOT", "parataxis", "ccomp", "advcl", "conj"}
            and _is_parenthetical(token)
            and not (
                token.dep_ == "advcl" and any(c.dep_ in {"dobj", "ccomp"} and c.i > token.i for c in token.children)
            )
        ):  # but in `..., as Kyiv revealed more details` only the details are Kyiv's
            scope = _same_half(parsed, token, everything) - covered
        found.append(Attribution(speaker, scope, 1))
        told = _told(token, lemma)
        listener = speaker_of(phrase_of(parsed, told, text), memory) if told is not None else None
        if listener is not None and listener.kind in {"media", "state_media"}:
            found.append(Attribution(listener, scope, 0))
    found.extend(sources_named(parsed, text, memory))
    if not any(2 * len(a.scope) > len(everything) for a in found):
        found.extend(_at_the_end(parsed, text, memory))
    return found


def _at_the_end(parsed: Parsed, text: str, memory: Memory) -> list[Attribution]:
    """Return who speaks at a sentence's end by its words alone, where the parse missed it.

    For example `..., doctors at two clinics said.`
    """
    start, end = parsed.sentence.start, parsed.sentence.end
    match = _TAIL.search(text, start, end)
    if (
        match is None or " that " in text[match.end(1) : match.end()]
    ):  # `..., but a panel concluded that 30 were killed`
        return []
    speaker = speaker_of(match.group(1), memory)
    if speaker is None:
        return []
    scope = frozenset(i for i in range(len(parsed.doc)) if parsed.starts[i] < match.start(1))
    return [Attribution(speaker, scope, 1)]


def _lemma(verb: Token) -> str:
    return "say" if verb.lower_ in {"said", "says"} else verb.lemma_.lower()


def _says_nothing(verb: Token, lemma: str) -> bool:
    """Tell whether a verb of reporting reports nothing here: `claimed 12 lives`, `gave ground`, `citing X`."""
    if lemma in {"cite", "quote"}:
        return verb.tag_ == "VBG"  # a source named without a verb
    if any(c.dep_ == "neg" for c in verb.children) and lemma in {
        "comment",
        "say",
        "confirm",
        "give",
        "respond",
        "report",
    }:
        return True  # `Hamas did not comment`
    if lemma == "deny" and _CHARGE.search(verb.doc[: verb.i].text):
        return True  # `a charge Abu Dhabi denies`
    if lemma == "add" and any(c.lower_ == "up" for c in verb.children):
        return True
    if (
        lemma in {"confirm", "report", "list", "presume", "believe"}
        and verb.tag_ == "VBN"
        and any(
            t.lower_ in {"dead", "killed", "missing", "wounded", "injured"} for t in verb.doc[verb.i + 1 : verb.i + 2]
        )
    ):
        return True  # `with nine rebels confirmed dead`
    objects = {c.lemma_.lower() for c in children(verb, "dobj")}
    if lemma == "claim":
        return bool(objects & {"life", "responsibility"}) and not children(verb, "ccomp")
    if lemma == "give" and any(c.dep_ == "nsubj" and c.lemma_.lower() in _TOLD_OF for c in verb.children):
        return False  # `an earlier count by the network gave 17 dead`
    return lemma == "give" and not objects & _TOLD_OF


def _subject(verb: Token, lemma: str) -> Token | None:
    """Return the subject of a verb of reporting, its own or that of the verb above it."""
    subject = min(children(verb, "nsubj", "nsubjpass"), key=lambda c: abs(c.i - verb.i), default=None)
    if (
        subject is None
        and verb.dep_ in {"conj", "advcl", "xcomp"}
        and (is_speech(verb.head) or lemma in {"add", "note", "cite", "say", "warn"})
    ):
        subject = next(iter(children(verb.head, "nsubj")), None)
    if subject is not None and subject.lower_ in _RELATIVES and verb.dep_ == "relcl":
        return verb.head
    return subject


def _passive(parsed: Parsed, verb: Token, subject: Token | None, text: str, memory: Memory) -> list[Attribution]:
    """Return who speaks where the verb is passive: `was confirmed by X`, `X was quoted as saying`."""
    found: list[Attribution] = []
    agent = next((g for c in children(verb, "agent") for g in children(c, "pobj")), None)
    if agent is not None:
        speaker = speaker_of(phrase_of(parsed, agent, text), memory)
        if speaker:
            found.append(Attribution(speaker, frozenset(subtree(verb)) - subtree(agent), 1))
    if _lemma(verb) in {"quote", "cite"} and subject is not None:
        speaker = speaker_of(phrase_of(parsed, subject, text), memory)
        if speaker:
            found.append(Attribution(speaker, frozenset(subtree(verb)), 3))
    return found


def _by_subject(
    parsed: Parsed, verb: Token, subject: Token | None, text: str, memory: Memory, found: list[Attribution]
) -> tuple[Speaker | None, set[int]]:
    """Return the speaker that the subject of a verb names, and the subject's tokens."""
    if subject is None or (subject.i in parsed.quantities and subject.dep_ != "nsubj"):
        return None, set()
    only_speech = _lemma(verb) in reporting_words()["speech_only"]
    if not only_speech and subject.pos_ not in {"NOUN", "PROPN", "PRON"}:
        return None, set()
    covered = subtree(subject)
    if (
        not only_speech
        and subject.lemma_.lower() not in _SOURCES
        and any(i in parsed.quantities for i in covered)  # `12 people reported ...` are counted, and tell nothing
    ):
        return None, covered
    said_here = [a.speaker for a in found if a.order == 1]
    if said_here and subject.lower_ in PERSON_PRONOUNS | ORG_PRONOUNS:
        return said_here[-1], covered
    phrase = phrase_of(parsed, subject, text)
    if _HEADLINE_DATELINE.match(phrase):
        phrase = re.split(r"\s+[-—]\s+", phrase)[-1]
    behind = re.search(r",\s+(an?\s+[^,]+)$", phrase)
    if behind and not _NAMED.match(phrase) and not known_institutions(phrase[: behind.start()]):
        phrase = behind.group(1)  # `in Bamako, the capital, an aid group said`
    return speaker_of(phrase, memory), covered


def _of_others(verb: Token) -> set[int]:
    """Return the tokens under a verb of reporting that another one tells: `X counts 12 dead, but Y says 30`."""
    found: set[int] = set()
    for child in verb.children:
        if child.dep_ in {"conj", "advcl"} and child.i > verb.i and is_speech(child):
            teller = next((c for c in child.children if c.dep_ == "nsubj" and c.pos_ in {"NOUN", "PROPN"}), None)
            if teller is not None and (child.dep_ == "conj" or any(c.lower_ == "while" for c in child.children)):
                found |= subtree(child)
    return found


def _told(verb: Token, lemma: str) -> Token | None:
    """Return the listener: `told Reuters`, `said to the newspaper`."""
    if lemma in {"tell", "inform"}:
        return next((c for c in children(verb, "dobj", "dative") if c.i > verb.i), None)
    if lemma in {"say", "speak"}:
        return next((g for c in children(verb, "prep") if c.lower_ == "to" for g in c.children), None)
    return None


def subject_speaker(parsed: Parsed, text: str, memory: Memory) -> Speaker | None:
    """Return the speaker that the subject of a sentence's main verb names, for "he said" in the next sentence."""
    root = next((t for t in parsed.doc if t.dep_ == "ROOT"), None)
    if root is None:
        return None
    subject = next((c for c in root.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
    if subject is None or subject.pos_ == "PRON" or any(t.i in parsed.quantities for t in subject.subtree):
        return None
    words = {t.lemma_.lower() for t in subject.subtree} | {t.lower_ for t in subject.subtree}
    speaker = speaker_of(phrase_of(parsed, subject, text), memory)
    if speaker is None:
        return None
    if speaker.kind in {"person", "spokesperson", "go_between"}:
        return speaker if subject.pos_ == "PROPN" else None
    is_known = bool(known_institutions(phrase_of(parsed, subject, text)))
    return speaker if is_known or words & reporting_words()["collective"] else None


def _same_half(parsed: Parsed, verb: Token, tokens: frozenset[int]) -> frozenset[int]:
    """Return the tokens on a verb's side of the semicolons."""
    stops = [t.i for t in parsed.doc if t.text == ";"]
    first = max((i for i in stops if i < verb.i), default=-1)
    last = min((i for i in stops if i > verb.i), default=len(parsed.doc))
    return frozenset(i for i in tokens if first < i < last)


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
    return _inverted(parsed, verb, text, memory)


def _inverted(parsed: Parsed, verb: Token, text: str, memory: Memory) -> tuple[Speaker | None, set[int]]:
    """Return the speaker behind an inverted verb: `..., says a paper by the foundation`."""
    doc = parsed.doc
    if (
        0 < verb.i < len(doc) - 1
        and _lemma(verb) not in {"tell", "inform"}  # what stands behind them is the listener
        and doc[verb.i + 1].pos_ in {"PROPN", "DET", "NOUN"}
        and doc[verb.i + 1].lower_ not in {"that", "this", "these", "those"}
        and doc[verb.i - 1].text in {",", '"'}
    ):
        last = verb.i + 1
        while (
            last + 1 < len(doc)
            and doc[last + 1].text not in {",", ".", ";", '"', "—", "–"}
            and (
                doc[last + 1].lower_ not in {"that", "on", "who", "in", "after", "as", "during", "at", "while"}
                or (doc[last + 1].lower_ == "in" and last + 2 < len(doc) and doc[last + 2].pos_ == "PROPN")
            )
        ):
            last += 1
        if not any(i in parsed.quantities for i in range(verb.i + 1, last + 1)):
            phrase = parsed.text_of(verb.i + 1, last, text)
            by = re.search(r"\bby\s+(.+)$", parsed.text_of(verb.i + 1, min(len(doc) - 1, last + 8), text).split(",")[0])
            document = re.match(
                r"(?:an?|the) (?:\w+ )?(?:paper|study|report|statement|analysis|survey|document)\b", phrase
            )
            speaker = speaker_of(by.group(1) if document and by else phrase, memory)
            return speaker, set(range(verb.i + 1, last + 1))
    return None, set()


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
