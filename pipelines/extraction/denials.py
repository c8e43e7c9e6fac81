"""Denials without a figure: `Kigali has denied that it has any troops in Congo`, `Tehran has not sent fighters`.

People sent are coded without a figure only where that they were sent is denied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extraction import modality, whose
from pipelines.extraction.drafts import Draft
from pipelines.extraction.figures import Found
from pipelines.extraction.nouns import TROOPS, classify
from pipelines.extraction.parsing import subtree

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipelines.extraction.participants import Context, Scene

_SENDING = frozenset(["send", "deploy", "dispatch", "station", "have", "commit", "keep", "supply", "provide"])
_MEASURES = {"troops": "deployed", "laborers": "dispatched"}


def denied_people(scene: Scene, context: Context, speech: frozenset[int], before: list[Draft]) -> list[Draft]:
    """Return a draft for each denial that people were sent, where no figure is given.

    Args:
        scene: The sentence.
        context: What the article has said so far.
        speech: Tokens of its verbs of reporting.
        before: The drafts so far, latest last.
    """
    parsed = scene.parsed
    found: list[Draft] = []
    for token in parsed.doc:
        subject = _subject_of(token)
        if subject is None or any(i in parsed.quantities for i in subtree(token)):
            continue
        verb = token.head
        how, cue = modality.modality_of(parsed, token, verb, speech)
        if how != "denied" or (
            verb.lemma_.lower() == "have" and not any(c.dep_ == "prep" for c in [*token.children, *verb.children])
        ):
            continue
        reading = Found(subject, _MEASURES[subject], "denial", token.i, verb.i, classify(token), confidence=0.7)
        draft = Draft(
            subject, _MEASURES[subject], None, parsed.sentence, token.i, token.i, verb.i, "denial", 0.7,
            parsed.starts[token.i], parsed.ends[token.i], unit="people",
        )  # fmt: skip
        draft.population = "soldiers" if subject == "troops" else "workers"
        draft.actor = whose.whose(scene, token.i, reading, context, [], before)
        draft.counterparty = whose.destination(scene, draft, before)
        draft.modality, draft.cue = how, cue
        found.append(draft)
    return found


def _subject_of(token: Token) -> str | None:
    """Return `troops` or `laborers` for a noun that a verb of sending has as its object, else null."""
    if token.pos_ != "NOUN" or token.dep_ not in {"dobj", "nsubjpass"} or token.head.lemma_.lower() not in _SENDING:
        return None
    noun = classify(token)
    if noun is None:
        return None
    return "troops" if noun.name in TROOPS - {"police", "officers"} else "laborers" if noun.name == "workers" else None
