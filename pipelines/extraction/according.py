"""Sources named without a verb: `according to X`, `citing X`, `by X's count`, `Sky News (UK): ...`, `X's estimate`."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from pipelines.extraction.anaphora import DEFINITE_GROUPS
from pipelines.extraction.institutions import known_institutions
from pipelines.extraction.naming import speaker_of, speaks
from pipelines.extraction.participants import actor_name, find_actors
from pipelines.extraction.speakers import Attribution, Speaker
from pipelines.extraction.speech import is_speech, phrase_of, reporting_words

if TYPE_CHECKING:
    from pipelines.extraction.parsing import Parsed
    from pipelines.extraction.speakers import Memory


# Where the words of the source end: what follows is what it says, or where it said it.
_STOP = re.compile(
    r",(?!\s+(?:and\s+)?(?:[A-Z][\w.]*\s?){1,3}(?:,|and\b))|;|\"|—|–|"
    r" - | as (?:stating|saying)| said\b| have it| has it| speaking| that\b| who\b|"
    r"\bin (?:an?|the) (?:interview|statement|post|report|briefing|update)\b"
)
_ROLE_BEHIND = re.compile(
    r",\s+(?:(?:an?|the|one|two|both|another)\s+)?(?:[\w'.-]+\s+){0,4}?"
    r"(?:lawmakers?|spokes\w+|legislators?|deputies|member of parliament|MPs?)\b"
)
_REPORT_BY = re.compile(
    r"(?:an?|the|its|their) (?:[\w-]+ ){0,4}?"
    r"(?:report|study|statement|tally|count|assessment|estimate|estimates|analysis|data|figures?|investigation|paper|"
    r"document|documents|survey|briefing|cable|list|latest list)\b"
    r"(?: (?:released|published|issued|carried|brought out|compiled|put out|made)(?: on \w+)?)?"
    r"(?: (?:by|from|of))?\s*"
)
_WHEN = re.compile(r"\s+(?:on|in|late|early|published|released)\s+(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day.*$")
_ITS_COUNT = re.compile(
    r"'s (?:latest )?(?:estimate|count|tally|assessment|reckoning|calculation|figures?|data|report|toll|words)$"
)
_BY_COUNT_OF = (
    re.compile(
        r"\b(?:by|on|in|per)\s+((?:the\s+)?[A-Z][\w.' -]{1,60}?)(?:'s?|s')\s+(?:own |latest |official )?"
        r"(?:count|tally|tallies|estimate|estimates|reckoning|calculation|calculations|figures|account|reading|view|"
        r"words)\b"
    ),
    re.compile(
        r"\bby\s+((?:the\s+)?[A-Z][\w.' -]{1,60}?)\s+(?:count|tally|tallies|estimates?|figures)\b"
        r"(?!\s+(?:the|that|an?|at|more|some|\d))"
    ),
)
_COUNT = (
    r"(?:count|tally|tallies|toll|estimates?|reckoning|calculations?|figures?|account|assessment|telling|data|records?)"
)
_ITS_OWN = re.compile(
    rf"\b(?:[Bb]y|[Oo]n|[Ii]n) (?:its|their|his|her) (?:own |latest |official |most recent ){{0,2}}{_COUNT}\b"
    rf"|\b(?:its|their) (?:own |latest |official |last ){{0,2}}{_COUNT} (?:stood|stands|put|puts|gave|gives|rose)\b"
)
"""A count of somebody named before: `by its own count`, `when its tally stood at`."""
_AS_TOLD = re.compile(r"\b[Aa]s ((?:the |its )?[\w.' -]{2,60}?) (?:have|has|had|tells?|told|puts?|sees?|saw) it\b")
_AS_STATED = re.compile(
    r",? \b[Aa]s ((?:the |its )?[\w.' -]{2,60}?) (?:states?|says|said|"
    r"reports?|reported|notes?|noted|announced|confirmed|puts it)"
    r"\s*[.,]?\s*$"
)
"""`..., as the Danish Ministry of Defence states.`"""
_BY_AN = re.compile(rf"\b[Bb]y (?:an?|the) ((?:[\w.-]+ ){{1,4}}?){_COUNT}\b")
_IN_REPORT = re.compile(
    r"\b[Ii]n (?:an?|the|its|their|this|that) ((?:[\w.&'-]+ ){0,5}?[\w.&-]+?)(?:'s|s')? "
    r"(?:own |latest |new |annual |monthly )*"
    r"(?:report|statement|study|bulletin|briefing|update|survey|communiqué|communique|paper)\b"
)
_LABEL = re.compile(r"(?:[-•*]\s*)?((?:The )?[A-Z][\w.'& -]{2,50}?)(?: \([^)]{2,30}\))?:\s")
_REPORT_OF = re.compile(
    r"\b(?:report|statement|study|data|figures|numbers|estimates?|survey|analysis|tally|count|update|assessment)s?\s+"
    r"(?:\w+ ){0,2}?(?:by|from|of)\s+((?:the\s+)?[A-Z][\w.'& -]{2,60})"
)
_TELLS_ITSELF = re.compile(
    r"\s*(?:has |have |had |also )*(?:says?|said|"
    r"estimates?d?|found|finds|concluded|concludes|puts?|shows?|showed|reported|"
    r"recorded|documented|counted|counts|gives|gave|lists|listed)\b"
)
_CITING = frozenset({"citing", "quoting", "with reference to", "referring to"})
_REFERRING = frozenset({"referring to", "with reference to"})
_LONGEST_SOURCE = 140


@functools.cache
def _according() -> re.Pattern[str]:
    words = sorted(reporting_words()["according"], key=lambda w: (-len(w), w))
    return re.compile(rf"\b(?:{'|'.join(re.escape(w) for w in words)})\s+", re.IGNORECASE)


def sources_named(parsed: Parsed, text: str, memory: Memory) -> list[Attribution]:
    """Return the sources that a sentence names without a verb of reporting, with the tokens they cover."""
    found = _according_to(parsed, text, memory)
    everything = frozenset(range(len(parsed.doc)))
    sentence = text[parsed.sentence.start : parsed.sentence.end]
    for pattern in _BY_COUNT_OF:
        for match in pattern.finditer(sentence):
            speaker = speaker_of(match.group(1), memory)
            if speaker is not None:
                found.append(Attribution(speaker, everything, 2))
    found.extend(_told_before(parsed, text, sentence, memory))
    for pattern in (_AS_TOLD, _AS_STATED, _BY_AN, _IN_REPORT):
        for match in pattern.finditer(sentence):
            name = match.group(1).strip()
            state = find_actors(name, 0, len(name)) if pattern is _BY_AN else []
            if state:  # `by an American estimate`
                found.append(Attribution(Speaker(actor_name(state[0].actor), "institution"), everything, 2))
                continue
            definite = name.split()[-1].lower() in DEFINITE_GROUPS
            if pattern not in {_AS_TOLD, _AS_STATED} and not (known_institutions(name) or definite):
                continue
            speaker = speaker_of(f"the {name.removeprefix('the ')}" if definite else name, memory)
            if speaker is not None:
                found.append(Attribution(speaker, everything, 2))
    label = _LABEL.match(sentence)
    known = known_institutions(label.group(1)) if label else []
    if known:
        kind = "media" if known[0].kind == "media" else "institution"
        found.append(Attribution(Speaker(known[0].name, kind), everything, 1))
    for match in _REPORT_OF.finditer(sentence):
        if _TELLS_ITSELF.match(sentence, match.end()) is not None:
            continue  # `while a study by the institute estimates ...`: the verb says what it covers
        known = known_institutions(match.group(1))
        if known and not any(a.order >= 1 for a in found):
            found.append(Attribution(Speaker(known[0].name, "institution"), everything, 1))
    return found


def _told_before(parsed: Parsed, text: str, sentence: str, memory: Memory) -> list[Attribution]:
    """Return the speaker of `by its own count`: the subject of the clause where it speaks of itself, else who spoke."""
    match = _ITS_OWN.search(sentence)
    if match is None:
        return []
    at = parsed.sentence.start + match.start()
    subject = next(
        (
            t
            for t in parsed.doc
            if t.dep_ in {"nsubj", "nsubjpass"} and parsed.starts[t.i] < at and t.pos_ in {"NOUN", "PROPN"}
        ),
        None,
    )
    if subject is None and match.start() == 0:  # `By its own count, the group has lost 310 fighters`
        subject = next((t for t in parsed.doc if t.dep_ == "nsubj" and t.pos_ in {"NOUN", "PROPN"}), None)
    phrase = phrase_of(parsed, subject, text) if subject is not None else ""
    tells = subject is not None and subject.lemma_.lower() in reporting_words()["collective"]
    speaker = speaker_of(phrase, memory) if tells or known_institutions(phrase) else None
    speaker = speaker or speaker_of("they" if re.search(r"\b[Tt]heir\b", match.group()) else "it", memory)
    return [Attribution(speaker, frozenset(range(len(parsed.doc))), 2)] if speaker is not None else []


def _according_to(parsed: Parsed, text: str, memory: Memory) -> list[Attribution]:
    found: list[Attribution] = []
    doc = parsed.doc
    start = parsed.sentence.start
    everything = frozenset(range(len(doc)))
    sentence = text[start : parsed.sentence.end]
    for match in _according().finditer(sentence):
        phrase = _source_words(sentence[match.end() :])
        if match.group().strip().lower() in _REFERRING and not (known_institutions(phrase) or speaks(phrase)):
            continue  # `referring to the front by its old name`
        speaker = speaker_of(_source_name(phrase, memory), memory)
        if speaker is None:
            continue
        at = start + match.start()
        inside = {i for i in range(len(doc)) if at <= parsed.starts[i] < start + match.end() + len(phrase)}
        scope = everything - inside
        if match.group().strip().lower() in _CITING:
            found.append(Attribution(speaker, scope, 3))
        else:
            if any(parsed.starts[i] > at for i in scope):
                scope = _clause(parsed, min(inside, default=0), scope)
            found.append(Attribution(speaker, scope, 2))
    return found


def _source_words(rest: str) -> str:
    """Return the words of the source right behind "according to"."""
    stop = _STOP.search(rest)
    phrase = (rest[: stop.start()] if stop else rest).rstrip(". ")
    role = _ROLE_BEHIND.match(rest[len(phrase) :])
    if role:
        phrase += role.group()
    return phrase[:_LONGEST_SOURCE]


def _source_name(phrase: str, memory: Memory) -> str:
    """Return who made it where the source is a report, a count or a statement; a pronoun for "its own count"."""
    first_comma = phrase.find(",")
    if first_comma > 0 and re.match(r",\s+(?:which|who)", phrase[first_comma:]):
        phrase = phrase[:first_comma]
    report = _REPORT_BY.match(phrase)
    name = phrase[report.end() :] if report and phrase[report.end() :].strip(" ,.") else phrase
    name = _ITS_COUNT.sub("", _WHEN.sub("", name))
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
        return "it" if memory.speakers and memory.speakers[-1].kind != "person" else "he"
    return name


def _clause(parsed: Parsed, at: int, scope: frozenset[int]) -> frozenset[int]:
    """Limit `according to X` in mid-sentence to its own half where the next half has another speaker."""
    doc = parsed.doc
    for i in range(at + 1, len(doc) - 1):
        if (
            doc[i].text in {",", ";"}
            and doc[i + 1].lower_ in {"and", "while", "but"}
            and any(
                is_speech(t)
                and (
                    t.lemma_.lower() in {"say", "tell", "report", "add"}
                    or any(c.dep_ == "nsubj" and c.pos_ in {"NOUN", "PROPN"} for c in t.children)
                )
                for t in doc[i + 1 :]
            )
        ):
            return frozenset(j for j in scope if j < i)
    return scope
