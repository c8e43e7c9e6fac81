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
from pipelines.extraction.parsing import subtree
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


def attributions(parsed: Parsed, text: str, memory: Memory) -> list[Attribution]:
    """Return the acts of saying in a sentence, with the tokens they cover."""
    doc = parsed.doc
    everything = frozenset(range(len(doc)))
    found: list[Attribution] = []
    lists = reporting_words()
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
                speaker = speaker_of(phrase_of(parsed, agent, text), memory)
                if speaker:
                    found.append(Attribution(speaker, frozenset(subtree(token)) - subtree(agent), 1))
            if lemma in {"quote", "cite"} and subject is not None:
                speaker = speaker_of(phrase_of(parsed, subject, text), memory)
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
            phrase = phrase_of(parsed, subject, text)
            phrase = (
                re.split(r"\s+[-—]\s+", phrase)[-1]
                if re.match(r"^[A-Z ,.]+\s*(?:\([A-Za-z ]+\)\s*)?[-—]", phrase)
                else phrase
            )
            said_here = [a.speaker for a in found if a.order == 1]
            speaker = (
                said_here[-1]
                if subject.lower_ in PERSON_PRONOUNS | ORG_PRONOUNS and said_here
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
                named = speaker_of(phrase_of(parsed, target, text), memory)
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
            listener = speaker_of(phrase_of(parsed, told, text), memory)
            if listener is not None and listener.kind in {"media", "state_media"}:
                found.append(Attribution(listener, frozenset(scope), 0))
    found.extend(sources_named(parsed, text, memory))
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
    speaker = speaker_of(phrase_of(parsed, subject, text), memory)
    if speaker is None:
        return None
    known = bool(known_institutions(phrase_of(parsed, subject, text)))
    if speaker.kind in {"person", "spokesperson", "go_between"}:
        return speaker if subject.pos_ == "PROPN" else None
    return speaker if known or words & reporting_words()["collective"] else None


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
