"""Sources named without a verb: `according to X`, `citing X`, `by X's count`, `Sky News (UK): ...`, `X's estimate`."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from pipelines.extraction.institutions import known_institutions
from pipelines.extraction.lexicons import load_yaml
from pipelines.extraction.naming import speaker_of
from pipelines.extraction.speakers import Attribution, Speaker
from pipelines.extraction.speech import is_speech

if TYPE_CHECKING:
    from pipelines.extraction.parsing import Parsed
    from pipelines.extraction.speakers import Memory


@functools.cache
def _according() -> re.Pattern[str]:
    words = sorted(load_yaml("attribution")["according"], key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(re.escape(w) for w in words)})\s+", re.IGNORECASE)


def sources_named(parsed: Parsed, text: str, memory: Memory) -> list[Attribution]:
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
