"""From an article to its mentions: every step in order, over one article, with nothing kept between articles."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipelines.extraction import attribution as said
from pipelines.extraction import events, leftovers, modality, nouns, parsing, transfers, valued, when_where, whose
from pipelines.extraction.drafts import Draft
from pipelines.extraction.participants import (
    Context,
    Scene,
    actor_kind,
    countries,
    country_of_group,
    find_actors,
    name_words,
)
from pipelines.extraction.places import find_places
from pipelines.extraction.quantities import Quantity, find_quantities
from pipelines.extraction.text import Sentence, fold, sentences, soften
from pipelines.extraction.triggers import may_hold_claim
from pipelines.records import Article, Mention, content_key

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Token

EXTRACTOR_VERSION = "1"
SUPPORTED_LANGUAGES = frozenset({"en"})
_PART_BEFORE = re.compile(
    r"\b(?:including|among (?:them|those|the)|of whom|of which|among whom|includes?|included|comprising|made up of)\b"
)
_PART_AFTER = re.compile(r"(?:of (?:them|whom|those|these|the)|killed of)\b")
_HEDGED = re.compile(
    r"\b(?:is|are|was|were) (?:also )?(?:believed|thought|estimated|said|reported|understood)\b|\breportedly\b|\ballegedly\b"
)
_GOING_ON = re.compile(
    r"[\"'-]*\s*(?:another|a further|in addition|additionally|further|among (?:them|those|the)|the (?:dead|wounded|victims|toll|figure|total|casualties|injured|killed|number|same)|of (?:those|these|them|the)|they|it|"
    r"these|this|that|at least another|some of them|including|most of|half of|those|its|the report|the attack)\b"
)
_DATELINE_ONLY = re.compile(r"^.?[A-Z][A-Z -]+\\W")
_CLASSES = {
    "troops": re.compile(
        r"(?:'s)?\s+(?:\w+\s){0,1}?(?:soldiers?|troops|servicemen|contingent|fighters|units|casualties|losses|mercenaries|combat|dead|deaths|prisoners|expeditionary|army engineers)\b"
    ),
    "laborers": re.compile(r"(?:'s)?\s+(?:\w+\s){0,1}?(?:workers?|labou?rers?|builders|labou?r|workforce)\b"),
}
_ENEMY = re.compile(r"\b(?:enemy|invaders?|occupiers?|aggressor)\b")
_JUST_PEOPLE = frozenset(["people", "person", "other", "life", "soul", "human", "individual", "victim", "man", "body"])
_CLEARLY = 3
"""Times that an article must name whose soldiers or workers it is about, before unnamed ones are theirs."""
_CONTEXT_BACK = 2
"""Sentences before a candidate that are parsed for their speakers."""


@dataclass(frozen=True, slots=True)
class NumberNote:
    """What became of one number in the text, for `--explain`."""

    start: int
    end: int
    printed: str
    sentence: str
    mention: Mention | None
    reason: str | None


@dataclass(slots=True)
class Reading:
    """An article's mentions, and an account of every number in it."""

    mentions: list[Mention]
    notes: list[NumberNote]
    sentences: int = 0
    parsed: int = 0


def extract(article: Article, *, model: str = parsing.DEFAULT_MODEL) -> list[Mention]:
    """Return the mentions of an article, in the order of the text.

    A pure function: the same article always gives the same mentions. An article in a language that is not read gives
    none. Raises `OSError` where the spaCy pipeline named by `model` is not installed.
    """
    return read(article, model=model).mentions


def read(article: Article, *, model: str = parsing.DEFAULT_MODEL, parse_all: bool = False) -> Reading:
    """Return the mentions of an article together with an account of every number.

    Args:
        article: What to read.
        model: Name of the spaCy pipeline.
        parse_all: Parse every sentence, also those that cannot hold a claim (to test that skipping loses nothing).
    """
    if article.language is not None and article.language not in SUPPORTED_LANGUAGES:
        return Reading([], [])
    return _ArticleReader(article, parsing.load_model(model), parse_all=parse_all).run()


class _ArticleReader:
    def __init__(self, article: Article, nlp: Language, *, parse_all: bool) -> None:
        self.article = article
        self.nlp = nlp
        self.parse_all = parse_all
        self.text = fold(article.text)
        self.context = Context()
        self.memory = said.Memory()
        self.drafts: list[Draft] = []
        self.reasons: dict[tuple[int, int], str] = {}
        self.previous: events.Found | None = None
        self.default_subject: str | None = None

    def run(self) -> Reading:
        """Read the article."""
        spans = sentences(self.text)
        names = name_words()
        for span in spans:
            self.text = soften(self.text, span.start, span.end, names)
        quantities = {s.start: find_quantities(self.text, s.start, s.end) for s in spans}
        wanted = [
            self.parse_all
            or may_hold_claim(self.text[s.start : s.end], any(q.reason is None for q in quantities[s.start]))
            for s in spans
        ]
        candidates = list(wanted)
        for index, is_candidate in enumerate(candidates):
            if is_candidate:
                for back in range(max(0, index - _CONTEXT_BACK), index):
                    wanted[back] = wanted[back] or _has_speaker(self.text[spans[back].start : spans[back].end])
        self._survey(spans)
        work = [(s, quantities[s.start]) for s, want in zip(spans, wanted, strict=True) if want]
        parsed_by_start = {p.sentence.start: p for p in parsing.parse(self.nlp, self.text, work)}
        for sentence in spans:
            parsed = parsed_by_start.get(sentence.start)
            if parsed is None:
                self._skim(sentence)
                for quantity in quantities[sentence.start]:
                    self.reasons.setdefault(
                        (quantity.start, quantity.end), quantity.reason or "no word of an event in its sentence"
                    )
                continue
            for quantity in quantities[sentence.start]:
                if quantity.reason:
                    self.reasons[quantity.start, quantity.end] = quantity.reason
            self._sentence(parsed)
        mentions = self._finish()
        return Reading(mentions, self._notes(spans, quantities, mentions), len(spans), len(parsed_by_start))

    # -- the article as a whole ------------------------------------------------------------------------------

    def _survey(self, spans: list[Sentence]) -> None:
        """Learn from the whole text who "the North" is, which actors and countries it is about, and who briefed whom."""
        title = fold(self.article.title or "")
        whole = title + "\n" + self.text
        context = self.context
        if re.search(r"\bNorth Korea|\bDPRK\b|\bPyongyang\b", whole):
            context.north = "PRK"
        if re.search(r"\bSouth Korea|\bSeoul\b", whole):
            context.south = "KOR"
        for mention in find_actors(whole, 0, len(whole), context.north, context.south):
            context.counts[mention.actor] = context.counts.get(mention.actor, 0) + 1
        context.groups = sorted(
            (a for a in context.counts if actor_kind(a) == "armed_group"), key=lambda a: (-context.counts[a], a)
        )
        groups = country_of_group()
        context.likely = frozenset(c for a in context.counts if (c := a if a in countries() else groups.get(a)))
        by_country: dict[str, float] = {}
        for text, weight in [(title, 3.0)] + [(self.text[s.start : s.end], 1.0) for s in spans[:25]]:
            for place in find_places(text, likely=context.likely):
                if place.place.country and not _DATELINE_ONLY.match(text[max(0, place.start - 1) : place.end + 3]):
                    by_country[place.place.country] = by_country.get(place.place.country, 0) + weight * (
                        1.0 if place.place.is_country else 1.5
                    )
        named = [a for a in context.counts if a in countries()]
        if not by_country and named:
            by_country = {a: float(context.counts[a]) for a in named}
        if by_country:
            context.main_country = max(sorted(by_country), key=lambda c: by_country[c])
        for key, pattern in _CLASSES.items():
            tally: dict[str, int] = {}
            for mention in find_actors(whole, 0, len(whole), context.north, context.south):
                if pattern.match(whole, mention.end):
                    tally[mention.actor] = tally.get(mention.actor, 0) + 1
            most = max(sorted(tally), key=lambda a: tally[a], default=None)
            if most is not None and tally[most] >= _CLEARLY and tally[most] >= 0.6 * sum(tally.values()):
                context.dominant[key] = most
        side = said.telling_country(whole) or context.main_country
        rivals = sorted(
            (a for a in context.counts if a != side and a in countries()), key=lambda a: (-context.counts[a], a)
        )
        if _ENEMY.search(self.text) and rivals:
            context.enemy = rivals[0]
        soldiers, workers = (
            len(re.findall(pattern, whole, re.IGNORECASE))
            for pattern in (
                r"\b(?:soldiers?|troops|army|military|combat)\b",
                r"\b(?:workers?|labou?r(?:ers?)?|builders?|construction)\b",
            )
        )
        context.about_soldiers = (
            soldiers > 3
            and len(re.findall(r"\b(?:civilians?|residents?|hospital|children)\b", whole, re.IGNORECASE)) * 3 < soldiers
        )
        self.default_subject = "troops" if soldiers > 2 * workers else "laborers" if workers > 2 * soldiers else None
        self.memory.survey(whole)

    def _skim(self, sentence: Sentence) -> None:
        """Keep actors and places of a sentence that is not parsed, so that later pronouns find them."""
        for mention in find_actors(
            self.text, sentence.start, sentence.end, self.context.north, self.context.south, self.context.enemy
        ):
            self.context.last_actor = mention.actor
        for place in find_places(self.text, sentence.start, sentence.end, self.context.likely):
            self.context.last_place = place
            self.context.last_place_paragraph = sentence.paragraph
        self.memory.notice(self.text, sentence.start, sentence.end)

    # -- one sentence ----------------------------------------------------------------------------------------

    def _sentence(self, parsed: parsing.Parsed) -> None:
        scene = Scene.of(parsed, self.text, self.context)
        demonyms = _demonyms(scene)
        acts = said.attributions(parsed, self.text, self.memory)
        drafts: list[Draft] = []
        moved = transfers.frames(scene, self.context)
        moved += leftovers.leftover_frames(scene, moved, self.context, carried=self._transfers_go_on(parsed.sentence))
        money, reasons = valued.valued_frames(scene, moved, self.context)
        goods = (
            {i.quantity for f in moved for i in f.items if i.quantity is not None}
            | set(reasons)
            | {index for index, _ in money}
        )
        for index, reason in reasons.items():
            self.reasons[parsed.quantities[index].start, parsed.quantities[index].end] = reason
        reader = events.Reader(
            parsed, demonyms, previous=self._recent(parsed.sentence), default_subject=self.default_subject
        )
        for index in sorted(parsed.quantities):
            if index in goods:
                continue
            quantity = parsed.quantities[index]
            found = reader.read(parsed.doc[index])
            if isinstance(found, events.Found) and modality.is_counterfactual(parsed, found.predicate):
                found = events.Rejected("did not happen")
            if isinstance(found, events.Rejected):
                self.reasons[quantity.start, quantity.end] = found.reason
                continue
            drafts.append(self._people(scene, index, found, drafts, demonyms))
            self.previous = found
        for frame in moved:
            drafts.extend(self._transfer(scene, frame))
        for index, frame in money:
            drafts.append(self._value(scene, index, frame))
        speech = frozenset(t.i for t in parsed.doc if said.is_speech(t))
        for draft in drafts:
            predicate = parsed.doc[draft.predicate] if draft.predicate is not None else None
            draft.modality, draft.cue = modality.modality_of(
                parsed, parsed.doc[draft.token], predicate, speech, goods=draft.subject == "transfers"
            )
            who = said.claimant_for(draft.token, acts, self.memory)
            if who is None and draft.predicate is not None:
                who = said.claimant_for(draft.predicate, acts, self.memory)
            if who is None:
                who = self._carried(parsed, draft)
            draft.claimant, draft.via = who if who is not None else (None, ())
            when_where.fill(scene, draft, self.text, self.article.text, self.article.published)
        self.drafts.extend(drafts)
        self._remember(scene, acts, moved)

    def _transfers_go_on(self, sentence: Sentence) -> bool:
        """Tell whether the paragraph has told a transfer already."""
        last = self.drafts[-1] if self.drafts else None
        return last is not None and last.subject == "transfers" and last.paragraph == sentence.paragraph

    def _recent(self, sentence: Sentence) -> events.Found | None:
        """Return the last figure's reading where it is near enough to carry over."""
        if self.drafts and self.drafts[-1].paragraph >= sentence.paragraph - 1:
            return self.previous
        return None

    def _remember(self, scene: Scene, acts: list[said.Attribution], moved: list[transfers.Frame]) -> None:
        sentence = scene.parsed.sentence
        for act in sorted(acts, key=lambda a: min(a.scope, default=0)):
            self.memory.remember(act.speaker)
        self.memory.notice(self.text, sentence.start, sentence.end)
        self.memory.subject = said.subject_speaker(scene.parsed, self.text, self.memory)
        if acts:
            self.memory.last = said.resolve(acts, self.memory)
            self.memory.last_paragraph = sentence.paragraph
        if self.text.count('"', sentence.start, sentence.end) % 2:
            self.memory.open_quote = not self.memory.open_quote
        named = [a for a in scene.actors if not scene.is_dateline(a.start)]
        for mention in named:
            self.context.last_actor = mention.actor
        doc = scene.parsed.doc
        subjects = [
            i
            for i in sorted(scene.actor_at)
            if doc[i].dep_ in {"nsubj", "nsubjpass"}
            or (doc[i].dep_ in {"poss", "amod", "compound"} and doc[i].head.dep_ in {"nsubj", "nsubjpass"})
        ]
        if subjects:
            self.context.last_subject = scene.actor_at[subjects[0]]
        places = [p for p in scene.places if not scene.is_dateline(p.start)]
        if places:
            self.context.last_place = next((p for p in places if not p.place.is_country), places[0])
            self.context.last_place_paragraph = sentence.paragraph
        self.context.dyads.extend((f.supplier, f.recipient) for f in moved if f.supplier and f.recipient)

    # -- figures ---------------------------------------------------------------------------------------------

    def _people(self, scene: Scene, index: int, found: events.Found, here: list[Draft], demonyms: set[int]) -> Draft:
        parsed = scene.parsed
        quantity = parsed.quantities[index]
        draft = Draft(
            found.subject,
            found.measure,
            quantity,
            parsed.sentence,
            index,
            found.head,
            found.predicate,
            found.rule,
            found.confidence,
            quantity.start,
            quantity.end,
            unit="people",
        )
        draft.population = population(parsed, index, found, demonyms)
        draft.actor = whose.whose(scene, index, found, self.context, here, self.drafts)
        draft.of_group = found.noun is not None and found.noun.name == "fighters"
        if draft.actor is not None and (found.noun is not None or found.subject != "casualties"):
            self.context.by_class[whose.class_key(found)] = draft.actor
        if found.subject in {"troops", "laborers"}:
            draft.counterparty = whose.destination(scene, draft, self.drafts)
        draft.parent = self._parent(scene, draft, here)
        return draft

    def _parent(self, scene: Scene, draft: Draft, here: list[Draft]) -> Draft | None:
        """Return the figure that this one is a part of: `among them`, `including`, `of whom`, `600 of them`."""
        assert draft.quantity is not None
        doc = scene.parsed.doc
        left = " ".join(t.lower_ for t in doc[max(0, draft.token - 7) : draft.token])
        right = " ".join(t.lower_ for t in doc[draft.token + 1 : draft.token + 5])
        if not (_PART_BEFORE.search(left) or _PART_AFTER.match(right) or draft.rule.startswith("part:")):
            return None
        for other in reversed(self.drafts[-6:] + here):
            if other.quantity is None or other.subject != draft.subject or other.quantity.value < draft.quantity.value:
                continue
            if other.measure not in {draft.measure, "casualties"}:
                continue
            beside = (
                other.parent is not None
                and re.search(r"\band\s*$", left) is not None
                and other.sentence is draft.sentence
            )
            return other.parent if beside else other
        return None

    def _transfer(self, scene: Scene, frame: transfers.Frame) -> list[Draft]:
        parsed = scene.parsed
        drafts = []
        plain = [i for i in frame.items if i.quantity is None]
        for item in frame.items:
            if item.quantity is None:
                continue
            quantity = parsed.quantities[item.quantity]
            draft = Draft(
                "transfers",
                frame.measure,
                quantity,
                parsed.sentence,
                item.quantity,
                item.head,
                frame.predicate,
                frame.rule,
                frame.confidence,
                quantity.start,
                quantity.end,
            )
            draft.item, draft.item_category, draft.unit = (
                self._printed_item(parsed, item),
                item.noun.category,
                item.noun.unit,
            )
            drafts.append(draft)
        if plain:
            first = plain[0]
            draft = Draft(
                "transfers",
                frame.measure,
                None,
                parsed.sentence,
                first.head,
                first.head,
                frame.predicate,
                frame.rule,
                frame.confidence,
                parsed.starts[first.first],
                parsed.ends[first.last],
            )
            draft.item = "; ".join(dict.fromkeys(self._printed_item(parsed, item) for item in plain))
            draft.item_category = first.noun.category
            drafts.append(draft)
        for draft in drafts:
            draft.actor, draft.counterparty = frame.supplier, frame.recipient
        return drafts

    def _value(self, scene: Scene, index: int, frame: transfers.Frame) -> Draft:
        parsed = scene.parsed
        quantity = parsed.quantities[index]
        draft = Draft(
            "transfers",
            frame.measure,
            quantity,
            parsed.sentence,
            index,
            None,
            frame.predicate,
            frame.rule,
            frame.confidence,
            quantity.start,
            quantity.end,
            frame.supplier,
            frame.recipient,
        )
        printed = "; ".join(dict.fromkeys(self._printed_item(parsed, i) for i in frame.items))
        draft.item = printed or next(
            (d.item for d in reversed(self.drafts) if d.subject == "transfers" and d.item), None
        )
        draft.item_category = frame.items[0].noun.category if frame.items else "weapons"
        draft.unit = quantity.currency
        return draft

    def _printed_item(self, parsed: parsing.Parsed, item: transfers.Item) -> str:
        return re.sub(r"\s+", " ", self.article.text[parsed.starts[item.first] : parsed.ends[item.last]]).strip()

    def _carried(self, parsed: parsing.Parsed, draft: Draft) -> tuple[str | None, tuple[str, ...]] | None:
        """Return the claimant of the sentence before, where this one goes on with what it says."""
        memory = self.memory
        sentence = parsed.sentence
        if memory.last is None or memory.last_paragraph < sentence.paragraph - 1:
            return None
        if memory.open_quote:
            return memory.last
        words = self.text[sentence.start : sentence.end].lower()
        same = memory.last_paragraph == sentence.paragraph
        hedged = _HEDGED.search(words) is not None
        if same and (hedged or _GOING_ON.match(words) or draft.rule.startswith(("part:", "count:anaphora"))):
            return memory.last
        return memory.last if hedged and draft.subject != "casualties" else None

    # -- the end ---------------------------------------------------------------------------------------------

    def _finish(self) -> list[Mention]:
        """Turn drafts into mentions, with their keys and the links of parts."""
        article = self.article
        made: dict[str, Mention] = {}
        ordered = sorted(self.drafts, key=lambda d: (d.char_start, d.char_end, d.subject, d.measure))
        keys = {
            id(d): content_key(
                article.article_id, article.version, d.char_start, d.char_end, d.subject, d.measure, EXTRACTOR_VERSION
            )
            for d in ordered
        }
        for draft in ordered:
            key = keys[id(draft)]
            if key in made:
                continue
            quantity = draft.quantity
            place = draft.where.place if draft.where is not None else None
            made[key] = Mention(
                mention_id=key,
                article_id=article.article_id,
                version=article.version,
                subject=draft.subject,  # type: ignore[arg-type]
                measure=draft.measure,
                low=quantity.low if quantity else None,
                best=quantity.best if quantity else None,
                high=quantity.high if quantity else None,
                quantifier=quantity.quantifier if quantity else None,
                value_text=article.text[quantity.start : quantity.end] if quantity else None,
                unit=draft.unit,
                actor=draft.actor,
                counterparty=draft.counterparty,
                population=draft.population,
                item=draft.item,
                item_category=draft.item_category,
                place=draft.place,
                country=place.country if place else None,
                where_prec=place.precision if place else None,
                latitude=place.latitude if place else None,
                longitude=place.longitude if place else None,
                date_start=draft.date_start,
                date_end=draft.date_end,
                date_prec=draft.date_prec,
                stock_flow=draft.stock_flow,
                claimant=draft.claimant,
                via=draft.via,
                modality=draft.modality,
                part_of=keys.get(id(draft.parent)) if draft.parent is not None else None,
                char_start=draft.char_start,
                char_end=draft.char_end,
                sentence=article.text[draft.sentence.start : draft.sentence.end],
                sentence_start=draft.sentence.start,
                sentence_end=draft.sentence.end,
                rule=draft.rule,
                confidence=round(draft.confidence, 2),
                extractor_version=EXTRACTOR_VERSION,
            )
        return [m if m.part_of is None or m.part_of in made else replace(m, part_of=None) for m in made.values()]

    def _notes(
        self, spans: list[Sentence], quantities: dict[int, list[Quantity]], mentions: list[Mention]
    ) -> list[NumberNote]:
        by_span = {(m.char_start, m.char_end): m for m in mentions}
        notes = []
        for sentence in spans:
            for quantity in quantities[sentence.start]:
                mention = by_span.get((quantity.start, quantity.end))
                reason = (
                    None
                    if mention
                    else self.reasons.get((quantity.start, quantity.end), "no event of interest governs it")
                )
                notes.append(
                    NumberNote(
                        quantity.start,
                        quantity.end,
                        self.article.text[quantity.start : quantity.end],
                        self.article.text[sentence.start : sentence.end],
                        mention,
                        reason,
                    )
                )
        return notes


def population(parsed: parsing.Parsed, index: int, found: events.Found, demonyms: set[int]) -> str | None:
    """Return the class of people that a figure counts, as a short name; null where they are just people."""
    plain = {"troops": "soldiers", "laborers": "workers"}.get(found.subject)
    noun = found.noun
    behind = parsed.doc[index + 1 : index + 5]
    if len(behind) > 2 and [t.lower_ for t in behind[:2]] in (["of", "them"], ["of", "whom"]):
        named = next((t for t in behind[2:] if (cls := nouns.classify(t)) is not None and cls.is_people), None)
        if named is not None:
            return str(named.lower_)
    if found.head is None and index + 1 < len(parsed.doc) and parsed.doc[index + 1].lower_ in {"were", "are", "was"}:
        attribute = next(
            (t for t in parsed.doc[index + 2 : index + 6] if (cls := nouns.classify(t)) is not None and cls.is_people),
            None,
        )
        if attribute is not None:
            return str(attribute.lower_)
    if found.head is None or noun is None:
        return plain
    head = parsed.doc[found.head]
    if noun.population == "soldiers":
        return "soldiers"
    if noun.name == "workers":
        return "workers" if found.subject == "laborers" else _plain_phrase(parsed, index, head)
    if noun.name in nouns.TROOPS:
        return _plain_phrase(parsed, index, head)
    if noun.name == "civilians":
        if head.lemma_.lower() in _JUST_PEOPLE or found.head in demonyms:
            return plain
        return _plain_phrase(parsed, index, head)
    if noun.name == "captured_nouns" and head.lemma_.lower() == "hostage":
        return "hostages"
    return None


def _plain_phrase(parsed: parsing.Parsed, index: int, head: Token) -> str | None:
    """Return the printed people without the figure and nationality: `combat engineers`, `health workers`."""
    first = head.i
    while (
        first - 1 > index
        and parsed.doc[first - 1].dep_ in {"compound", "amod"}
        and parsed.doc[first - 1].ent_type_ == ""
        and not parsed.doc[first - 1].text[:1].isupper()
    ):
        first -= 1
    return " ".join(t.text for t in parsed.doc[first : head.i + 1]).lower()


def _demonyms(scene: Scene) -> set[int]:
    """Return the tokens that name a people as a noun: "Cubans", "North Koreans", "Druze"."""
    found = set()
    doc = scene.parsed.doc
    known = countries()
    for index, actor in scene.actor_at.items():
        token = doc[index]
        following = doc[index + 1] if index + 1 < len(doc) else None
        if following is not None and following.i in scene.actor_at and scene.actor_at[following.i] == actor:
            continue
        if (
            token.text.endswith(
                (
                    "ans",
                    "is",
                    "ese",
                    "ens",
                    "ots",
                    "Druze",
                    "Bedouin",
                    "Bedouins",
                    "Brits",
                    "Turks",
                    "Poles",
                    "Kurds",
                    "Afghans",
                    "Filipinos",
                    "Rohingya",
                    "Masalit",
                    "Alawites",
                    "Yazidis",
                    "Houthis",
                    "Chinese",
                )
            )
            or (actor not in known and token.pos_ in {"PROPN", "NOUN"} and token.text.endswith("s"))
        ) and (
            following is None
            or following.pos_ != "NOUN"
            or token.text.endswith(("ans", "Bedouins", "Turks", "Poles", "Kurds", "Afghans"))
        ):
            found.add(index)
    return found


def _has_speaker(sentence: str) -> bool:
    """Tell whether a sentence may name a speaker that a later one refers back to."""
    return bool(_SPEAKER_CUE.search(sentence))


_SPEAKER_CUE = re.compile(
    r"\b(?:said|says|told|according|reported|reports|announced|statement|report|spokes\w+|briefing|estimate[sd]?|claimed|published|wrote|study|added|confirmed|citing|interview)\b",
    re.IGNORECASE,
)
