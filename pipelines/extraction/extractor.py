"""From an article to its mentions: every step in order, over one article, with nothing kept between articles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.extraction import attribution as said
from pipelines.extraction import (
    denials,
    events,
    incident,
    leftovers,
    modality,
    parsing,
    transfers,
    valued,
    when_where,
    whose,
)
from pipelines.extraction.assemble import NumberNote, mentions_of, notes_of
from pipelines.extraction.carrying import LINE_OF_A_LIST, add_to_earlier, carried, heading_speaker, stated_of_earlier
from pipelines.extraction.drafts import Draft
from pipelines.extraction.headings import heading_of
from pipelines.extraction.institutions import country_of_claimant, known_institutions, teller_kind
from pipelines.extraction.participants import Context, Scene, actor_kind, find_actors, name_words
from pipelines.extraction.population import demonyms, population, whole_of
from pipelines.extraction.quantities import find_quantities
from pipelines.extraction.settling import settle
from pipelines.extraction.survey import survey
from pipelines.extraction.tables import read_tables
from pipelines.extraction.text import Sentence, fold, sentences, soften
from pipelines.extraction.transfer_drafts import drafts_of, value_draft
from pipelines.extraction.triggers import may_hold_claim

if TYPE_CHECKING:
    from spacy.language import Language

    from pipelines.extraction.headings import Heading
    from pipelines.extraction.places import PlaceMention
    from pipelines.extraction.quantities import Quantity
    from pipelines.records import Article, Mention

__all__ = ["EXTRACTOR_VERSION", "SUPPORTED_LANGUAGES", "NumberNote", "Reading", "extract", "read"]

EXTRACTOR_VERSION = "1"
SUPPORTED_LANGUAGES = frozenset({"en"})
_SPEAKER_CUE = re.compile(
    r"\b(?:said|says|told|according|reported|reports|announced|statement|report|spokes\w+|briefing|estimate[sd]?|claimed"
    r"|published|wrote|study|added|confirmed|citing|interview|spoke|speaks|speaking|talked|account|tally|stated|disclosed|revealed|announced|noted|released|issued)\b",
    re.IGNORECASE,
)
"""What a sentence may name a speaker with that a later one refers back to."""
_SPOKEN_AFTER = re.compile(
    r"^(?:This|That|The news|It)\b.{0,30}\b(?:by|from)\b|\b(?:added|went on|continued)\b"
    r"|\b(?:said|says|stated|announced|reported|confirmed|told|wrote|disclosed|revealed|gave|made)\b"
    r".{0,20}\b(?:this|these|so|as much)\b"
)
"""How a sentence says who vouches for the one before it."""
_PEOPLE_CUE = re.compile(r"\b[A-Z][a-z]+(?:ans|is)\b")
"""A people in the plural (`Koreans`, `Nepalis`): whose a figure of the next sentence may be."""
_PARTS_BACK = 6
"""Figures of earlier sentences that one may be a part of."""
_SOURCE_LINE = re.compile(r"^[ \t]*Sources?:[ \t]*(.+?)[ \t.]*$", re.MULTILINE)
_STATEMENT_BY = re.compile(
    r"^(?:an? |the )?(?:[\w-]+ )?(?:statement|report|post|press release|announcement|message) (?:by|from|of) (?:the )?"
)
_SOURCE_REACH = 500
"""Code points above a line `Source: X` that X vouches for."""
_LOSSES = re.compile(r"\b(?:losses|casualties)\b[^\n]{0,80}(?::|\n)", re.IGNORECASE)
_HEADING_REACH = 400
"""Code points above a line that a heading of losses may stand."""
_LISTS_REACH = 3
"""Paragraphs that a list of goods may follow the transfer that it spells out."""
_CONTEXT_BACK = 2
"""Sentences before a candidate that are parsed for their speakers."""


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
        self.heading: Heading | None = None
        """The line above those in hand, where it is a heading."""

    def run(self) -> Reading:
        """Read the article."""
        spans = sentences(self.text)
        names = name_words()
        for span in spans:
            self.text = soften(self.text, span.start, span.end, names)
        quantities = {s.start: find_quantities(self.text, s.start, s.end) for s in spans}
        title = fold(self.article.title or "")
        self.default_subject = survey(self.context, title, self.text, spans)
        self.memory.survey(title + "\n" + self.text)
        rows = read_tables(
            self.article.text,
            spans,
            quantities,
            self.context,
            published=self.article.published,
            heading_of=self._heading,
        )
        work = [(s, quantities[s.start]) for s in self._worth_parsing(spans, quantities) if s.start not in rows]
        parsed_by_start = {p.sentence.start: p for p in parsing.parse(self.nlp, self.text, work)}
        for sentence in spans:
            parsed = parsed_by_start.get(sentence.start)
            self.drafts.extend(rows.get(sentence.start, ()))
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
        self._credit_sources()
        settle(self.drafts, self.text, self.article.text)
        incident.fill_in(self.drafts, spans, self.text, self.article.text, self.context, self.article.published)
        mentions = mentions_of(self.article, self.drafts, EXTRACTOR_VERSION)
        notes = notes_of(self.article, spans, quantities, mentions, self.reasons)
        return Reading(mentions, notes, len(spans), len(parsed_by_start))

    def _heading(self, line: Sentence) -> Heading | None:
        """Return what a line says of the figures below it."""
        return heading_of(self.article.text, self.text, line, self.context, self.memory, self.article.published)

    def _worth_parsing(self, spans: list[Sentence], quantities: dict[int, list[Quantity]]) -> list[Sentence]:
        """Return the sentences that may hold a claim, and those just before them that may name its speaker."""
        texts = [self.text[s.start : s.end] for s in spans]
        candidates = [
            self.parse_all or may_hold_claim(text, any(q.reason is None for q in quantities[span.start]))
            for span, text in zip(spans, texts, strict=True)
        ]
        wanted = list(candidates)
        for index, is_candidate in enumerate(candidates):
            if is_candidate:
                for back in range(max(0, index - _CONTEXT_BACK), index):
                    wanted[back] = wanted[back] or _SPEAKER_CUE.search(texts[back]) is not None
                if index + 1 < len(texts) and not wanted[index + 1]:
                    wanted[index + 1] = _SPOKEN_AFTER.search(texts[index + 1]) is not None
                if index and not wanted[index - 1]:
                    wanted[index - 1] = _PEOPLE_CUE.search(texts[index - 1]) is not None
        return [span for span, is_wanted in zip(spans, wanted, strict=True) if is_wanted]

    def _skim(self, sentence: Sentence) -> None:
        """Keep actors and places of a sentence that is not parsed, so that later pronouns find them."""
        for mention in find_actors(self.text, sentence.start, sentence.end, self.context.aliases):
            self.context.last_actor = mention.actor
        self._keep_scene(sentence, sentence.start, self.context.places_in(self.text, sentence.start, sentence.end))
        self.memory.notice(self.text, sentence.start, sentence.end)
        self._head_list(sentence)

    def _credit_sources(self) -> None:
        """Give the figures above a line `Source: X` their claimant, where they have none."""
        for match in _SOURCE_LINE.finditer(self.text):
            known = known_institutions(self.text, match.start(1), match.end(1))
            name = known[0].name if known else _STATEMENT_BY.sub("", match.group(1))
            for draft in self.drafts:
                if draft.claimant is None and match.start() - _SOURCE_REACH < draft.char_start < match.start():
                    draft.claimant = name

    def _head_list(self, sentence: Sentence) -> None:
        """Keep who speaks in a heading, for the lines of the list below it; forget it where the list ends."""
        if not LINE_OF_A_LIST.match(self.text, sentence.start, sentence.end) or self.text[sentence.end - 1] == ":":
            self.heading = self._heading(sentence)
        if self.text[sentence.end - 1] == ":":
            self.memory.heading = heading_speaker(self.text[sentence.start : sentence.end - 1], self.memory)
        elif not LINE_OF_A_LIST.match(self.text, sentence.start, sentence.end):
            self.memory.heading = None

    # -- one sentence ----------------------------------------------------------------------------------------

    def _sentence(self, parsed: parsing.Parsed) -> None:
        scene = Scene.of(parsed, self.text, self.context)
        peoples = demonyms(scene)
        acts = said.attributions(parsed, self.text, self.memory)
        everything = frozenset(range(len(parsed.doc)))
        scene.speaking = frozenset().union(*(everything - a.scope for a in acts if 2 * len(a.scope) > len(everything)))
        scene.tellers = tuple(
            (act.scope, kind, country)
            for act in acts
            if (kind := teller_kind(act.speaker.institution or act.speaker.name)) is not None
            and (country := self._country_of(act.speaker.institution or act.speaker.name)) is not None
        )
        drafts: list[Draft] = []
        moved = transfers.frames(scene, self.context)
        goes_on = self._transfers_go_on(parsed.sentence)
        spells_out = goes_on and bool(leftovers.LISTS.match(self.text, parsed.sentence.start, parsed.sentence.end))
        if spells_out:
            moved = [f for f in moved if f.rule != "transfer:use"]
            for frame in moved:  # what a package includes was sent or agreed as the package was
                frame.measure = self.context.last_measure
        moved += leftovers.gapped_frames(scene, moved, self.context, carried=goes_on)
        moved += leftovers.leftover_frames(scene, moved, self.context, carried=goes_on)
        money, reasons = valued.valued_frames(scene, moved, self.context)
        goods = (
            {i.quantity for f in moved for i in f.items if i.quantity is not None}
            | set(reasons)
            | {index for index, _ in money}
        )
        for index, reason in reasons.items():
            self.reasons[parsed.quantities[index].start, parsed.quantities[index].end] = reason
        reader = events.Reader(
            parsed,
            peoples,
            in_losses=self._in_losses(parsed.sentence),
            previous=self._recent(parsed.sentence),
            default_subject=self.default_subject,
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
            drafts.append(self._people(scene, index, found, drafts, peoples))
            self.previous = found
        for frame in moved:
            drafts.extend(drafts_of(scene, frame, self.article.text))
        for index, frame in money:
            drafts.append(value_draft(scene, index, frame, self.article.text, self.drafts))
        speech = frozenset(t.i for t in parsed.doc if said.is_speech(t))
        words = self.text[parsed.sentence.start : parsed.sentence.end]
        drafts.extend(denials.denied_people(scene, self.context, speech, self.drafts))
        for draft in drafts:
            predicate = parsed.doc[draft.predicate] if draft.predicate is not None else None
            if draft.rule != "denial":
                draft.modality, draft.cue = modality.modality_of(
                    parsed, parsed.doc[draft.token], predicate, speech, goods=draft.subject == "transfers"
                )
            if draft.subject == "transfers":
                if spells_out and draft.modality == "asserted":
                    draft.modality = self.context.last_modality
                self.context.last_modality = draft.modality
            if draft.measure == "missing" and draft.modality == "denied":
                draft.modality = "asserted"  # `could not be accounted for`
            who = said.claimant_for(draft.token, acts, self.memory)
            if who is None and draft.predicate is not None:
                who = said.claimant_for(draft.predicate, acts, self.memory)
            if who is None:
                who = carried(self.memory, parsed.sentence, words, draft)
            draft.claimant, draft.via = who if who is not None else (None, ())
            draft.scene_of_it = self._scene_before(parsed.sentence)
            if self.context.event_paragraph >= parsed.sentence.paragraph - 1:
                draft.event_before = self.context.event_before
            when_where.fill(scene, draft, self.context, self.text, self.article.text, self.article.published)
            if self.heading is not None and LINE_OF_A_LIST.match(words):
                self.heading.fill(draft)
        self.drafts.extend(drafts)
        self._remember(scene, acts, moved)
        if peoples:
            self.context.last_people = scene.actor_at.get(max(peoples), self.context.last_people)

    def _country_of(self, speaker: str) -> str | None:
        """Return the country that a speaker's name belongs to."""
        named = [a.actor for a in find_actors(speaker, 0, len(speaker), self.context.aliases)]
        return country_of_claimant(speaker) or next((a for a in named if actor_kind(a) == "country"), None)

    def _transfers_go_on(self, sentence: Sentence) -> bool:
        """Tell whether the paragraph has told a transfer already, or the one before it that this one spells out."""
        last = self.drafts[-1] if self.drafts else None
        if last is None or last.subject != "transfers":
            return False
        near = sentence.paragraph - last.paragraph
        spelt_out = leftovers.LISTS.match(self.text, sentence.start, sentence.end) is not None
        return near == 0 or (spelt_out and near <= _LISTS_REACH)

    def _in_losses(self, sentence: Sentence) -> bool:
        """Tell whether a heading of losses stands a few lines above a sentence ("Enemy losses, approximately:")."""
        above = self.text[max(0, sentence.start - _HEADING_REACH) : sentence.start]
        return _LOSSES.search(above) is not None

    def _recent(self, sentence: Sentence) -> events.Found | None:
        """Return the last figure's reading where it is near enough to carry over."""
        if (
            self.drafts
            and self.drafts[-1].paragraph >= sentence.paragraph - 1
            and self.drafts[-1].subject != "transfers"
        ):
            return self.previous
        return None

    def _remember(self, scene: Scene, acts: list[said.Attribution], moved: list[transfers.Frame]) -> None:
        sentence = scene.parsed.sentence
        for act in sorted(acts, key=lambda a: min(a.scope, default=0)):
            self.memory.remember(act.speaker)
        self.memory.notice(self.text, sentence.start, sentence.end)
        self._head_list(sentence)
        subject_before = self.memory.subject
        self.memory.subject = said.subject_speaker(scene.parsed, self.text, self.memory)
        if acts:
            before, self.memory.last = self.memory.last, said.resolve(acts, self.memory)
            if before is None and subject_before is not None:
                before = (subject_before.institution or subject_before.name, ())
            words = self.text[sentence.start : sentence.end]
            add_to_earlier(self.drafts, words, sentence.paragraph, self.memory.last, before)
            stated_of_earlier(self.drafts, words, sentence.paragraph, self.memory.last)
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
        self._keep_scene(sentence, max(sentence.start, scene.dateline_end), scene.places)
        self.context.dyads.extend((f.supplier, f.recipient) for f in moved if f.supplier and f.recipient)
        self.context.dyads.extend(
            (d.actor, d.counterparty)
            for d in self.drafts
            if d.sentence is sentence and d.rule == "transfer:value" and d.actor and d.counterparty
        )
        self.context.dyads.extend(
            (d.actor, d.counterparty)
            for d in self.drafts
            if d.sentence is sentence and d.subject in {"troops", "laborers"} and d.actor and d.counterparty
        )  # who is sent soldiers is sent shells
        for frame in moved:
            self.context.last_measure = frame.measure
            for item in frame.items:
                if item.quantity is not None and item.name is None:
                    printed = scene.parsed.text_of(item.first, item.last, self.article.text)
                    self.context.last_goods = (item.noun, " ".join(printed.split()))

    def _keep_scene(self, sentence: Sentence, start: int, places: list[PlaceMention]) -> None:
        """Keep where and when that happened of which a sentence tells, for the figures of the next one."""
        place = when_where.scene_of(self.text, start, sentence.end, places)
        if place is not None:
            self.context.last_place = place
            self.context.last_place_paragraph = sentence.paragraph
        when = when_where.event_before(self.text[start : sentence.end], self.article.published)
        self.context.event_before = when if when.kind is not None else None
        self.context.event_told = when_where.tells_of_event(self.text[start : sentence.end])
        self.context.event_paragraph = sentence.paragraph

    # -- figures ---------------------------------------------------------------------------------------------

    def _scene_before(self, sentence: Sentence) -> PlaceMention | None:
        """Return the place that a sentence's paragraph has named before it, if it is finer than a country."""
        last = self.context.last_place
        told_of = self.context.event_told and self.context.event_paragraph == self.context.last_place_paragraph
        here = self.context.last_place_paragraph >= sentence.paragraph - (1 if told_of else 0)
        return last if last is not None and here and not last.place.is_country else None

    def _are_soldiers(self, actor: str | None) -> bool:
        """Tell whether an actor's dead are its soldiers, in an article about them."""
        return self.context.about_soldiers and actor is not None and actor == self.context.dominant.get("troops")

    def _people(self, scene: Scene, index: int, found: events.Found, here: list[Draft], peoples: set[int]) -> Draft:
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
        draft.population = population(parsed, index, found, peoples)
        draft.actor = whose.whose(scene, index, found, self.context, here, self.drafts)
        unnamed = found.noun is None or found.noun.measure is not None
        if draft.population is None and unnamed and self._are_soldiers(draft.actor):
            draft.population = "soldiers"
        own_kind = actor_kind(draft.actor) if draft.actor is not None else None
        draft.of_group = own_kind == "organization" or (found.noun is not None and found.noun.name == "fighters")
        if (
            draft.actor is not None
            and own_kind != "organization"
            and (found.noun is not None or found.subject != "casualties")
        ):
            self.context.by_class[whose.class_key(found)] = draft.actor
        if found.subject in {"troops", "laborers"}:
            draft.counterparty = whose.destination(scene, draft, self.drafts)
        draft.parent = whole_of(scene, draft, self.drafts[-_PARTS_BACK:] + here)
        return draft
