"""From an article to its mentions: every step in order, over one article, with nothing kept between articles."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, get_args

from pipelines.extraction import attribution as said
from pipelines.extraction import events, modality, nouns, parsing, periods, transfers
from pipelines.extraction.participants import Context, Scene, countries, find_actors
from pipelines.extraction.places import PlaceMention, find_places
from pipelines.extraction.quantities import Quantity, find_quantities
from pipelines.extraction.text import Sentence, fold, sentences
from pipelines.extraction.triggers import may_hold_claim
from pipelines.records import Article, Mention, Modality, content_key

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Token

EXTRACTOR_VERSION = "1"
SUPPORTED_LANGUAGES = frozenset({"en"})
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


@dataclass(slots=True)
class _Draft:
    """A mention while its fields are being found."""

    subject: str
    measure: str
    quantity: Quantity | None
    token: int
    head: int | None
    predicate: int | None
    rule: str
    confidence: float
    char_start: int
    char_end: int
    actor: str | None = None
    counterparty: str | None = None
    population: str | None = None
    item: str | None = None
    item_category: str | None = None
    unit: str | None = None
    parent: _Draft | None = None
    fields: dict[str, object] = field(default_factory=dict)


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
        self.drafts: list[tuple[_Draft, Sentence]] = []
        self.reasons: dict[tuple[int, int], str] = {}
        self.previous: events.Found | None = None

    def run(self) -> Reading:
        """Read the article."""
        spans = sentences(self.text)
        quantities = {s.start: find_quantities(self.text, s.start, s.end) for s in spans}
        wanted = [self.parse_all or may_hold_claim(self.text[s.start : s.end], any(q.reason is None for q in quantities[s.start])) for s in spans]
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
                    self.reasons.setdefault((quantity.start, quantity.end), quantity.reason or "no word of an event in its sentence")
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
        whole = (self.article.title or "") + "\n" + self.text
        if re.search(r"\bNorth Korea|\bDPRK\b|\bPyongyang\b", whole):
            self.context.north = "PRK"
        if re.search(r"\bSouth Korea|\bSeoul\b", whole):
            self.context.south = "KOR"
        for mention in find_actors(self.text, 0, len(self.text), self.context.north, self.context.south):
            self.context.counts[mention.actor] = self.context.counts.get(mention.actor, 0) + 1
        by_country: dict[str, int] = {}
        for place in find_places(fold(self.article.title or "") + " . " + self.text[:3000]):
            if place.place.country:
                by_country[place.place.country] = by_country.get(place.place.country, 0) + (2 if place.place.precision <= 4 else 1)  # noqa: PLR2004
        if by_country:
            self.context.main_country = max(sorted(by_country), key=lambda c: by_country[c])
        for _, _, name, kind in said.known_institutions(self.text):
            if kind == "intelligence_agency" and self.memory.briefed_by is None and re.search(r"\b(?:lawmakers?|parliament\w*|MPs|National Assembly|legislators?|deputies|committee)\b", self.text):
                self.memory.briefed_by = name
        del spans

    def _skim(self, sentence: Sentence) -> None:
        """Keep actors and places of a sentence that is not parsed, so that later pronouns find them."""
        for mention in find_actors(self.text, sentence.start, sentence.end, self.context.north, self.context.south):
            self.context.last_actor = mention.actor
        for place in find_places(self.text, sentence.start, sentence.end):
            self.context.last_place = place
        for _, _, name, kind in said.known_institutions(self.text, sentence.start, sentence.end):
            if kind not in {"media", "state_media", "government"}:
                self.memory.institutions.append(name)

    # -- one sentence ----------------------------------------------------------------------------------------

    def _sentence(self, parsed: parsing.Parsed) -> None:
        scene = Scene.of(parsed, self.text, self.context)
        sentence = parsed.sentence
        self._demonyms = _demonyms(scene)
        acts = said.attributions(parsed, self.text, self.memory)
        speech = frozenset(t.i for t in parsed.doc if said.is_speech(t))
        reader = events.Reader(parsed, self._demonyms, previous=self._recent(sentence))
        drafts: list[_Draft] = []
        taken: set[int] = set()
        moved = transfers.frames(scene, self.context)
        goods = {i.quantity for f in moved for i in f.items if i.quantity is not None}
        for index in sorted(parsed.quantities):
            if index in goods or index in taken:
                continue
            quantity = parsed.quantities[index]
            found = reader.read(parsed.doc[index])
            if isinstance(found, events.Rejected):
                self.reasons[quantity.start, quantity.end] = found.reason
                continue
            draft = self._people(scene, index, found)
            if draft is not None:
                draft.parent = self._parent(scene, draft, drafts)
                drafts.append(draft)
                self.previous = found
        for frame in moved:
            drafts.extend(self._transfer(scene, frame))
        drafts.extend(self._valued(scene, moved, {d.token for d in drafts}))
        drafts.extend(self._denials(scene, acts, drafts))
        here = said.claimant_for
        for draft in drafts:
            predicate = parsed.doc[draft.predicate] if draft.predicate is not None else None
            how, cue = modality.modality_of(parsed, parsed.doc[draft.token], predicate, speech)
            draft.fields["modality"] = draft.fields.get("modality", how)
            draft.fields["cue"] = cue
            who = here(draft.token, acts, self.memory)
            if who is None and draft.predicate is not None:
                who = here(draft.predicate, acts, self.memory)
            if who is None:
                who = self._carried(parsed, draft)
            draft.fields["claimant"], draft.fields["via"] = who if who is not None else (None, ())
            self._when_where(scene, draft)
            self.drafts.append((draft, sentence))
        self._remember(scene, acts, moved)

    def _recent(self, sentence: Sentence) -> events.Found | None:
        """Return the last figure's reading where it is near enough to carry over."""
        if self.drafts and self.drafts[-1][1].paragraph >= sentence.paragraph - 1:
            return self.previous
        return None

    def _remember(self, scene: Scene, acts: list[said.Attribution], moved: list[transfers.Frame]) -> None:
        sentence = scene.parsed.sentence
        for act in sorted(acts, key=lambda a: min(a.scope, default=0)):
            self.memory.remember(act.speaker)
        for _, _, name, kind in said.known_institutions(self.text, sentence.start, sentence.end):
            if kind not in {"media", "state_media", "government"}:
                self.memory.institutions.append(name)
        if acts:
            self.memory.last = said.resolve(acts, self.memory)
            self.memory.last_paragraph = sentence.paragraph
        if self.drafts and self.drafts[-1][1] is sentence:
            self.memory.last_sentence_end = sentence.end
        words = self.text[sentence.start : sentence.end]
        quotes = words.count('"')
        if quotes % 2:
            self.memory.open_quote = not self.memory.open_quote
        for mention in scene.actors:
            self.context.last_actor = mention.actor
        subjects = [i for i in sorted(scene.actor_at) if scene.parsed.doc[i].dep_ in {"nsubj", "nsubjpass"}]
        if subjects:
            self.context.last_subject = scene.actor_at[subjects[0]]
        if scene.places:
            self.context.last_place = scene.places[0] if not scene.places[-1].place.is_country is False else scene.places[-1]
        for frame in moved:
            if frame.supplier and frame.recipient:
                self.context.dyads.append((frame.supplier, frame.recipient))

    # -- people ----------------------------------------------------------------------------------------------

    def _people(self, scene: Scene, index: int, found: events.Found) -> _Draft | None:
        parsed = scene.parsed
        quantity = parsed.quantities[index]
        draft = _Draft(found.subject, found.measure, quantity, index, found.head, found.predicate, found.rule, found.confidence, quantity.start, quantity.end, unit="people")
        draft.population = self._population(parsed, index, found)
        draft.actor = self._actor(scene, index, found)
        if draft.actor is not None and found.noun is not None:
            self.context.by_class[_class_key(found)] = draft.actor
        if found.subject in {"troops", "laborers"}:
            draft.counterparty = self._destination(scene, draft)
        return draft

    def _population(self, parsed: parsing.Parsed, index: int, found: events.Found) -> str | None:
        noun = found.noun
        if found.head is None or noun is None:
            return "soldiers" if found.subject == "troops" else "workers" if found.subject == "laborers" else None
        head = parsed.doc[found.head]
        if noun.population == "soldiers":
            return "soldiers"
        if noun.name == "workers":
            return "workers" if found.subject == "laborers" else _plain_phrase(parsed, index, head)
        if noun.name in nouns.TROOPS:
            return _plain_phrase(parsed, index, head) or noun.population
        if noun.name == "civilians":
            lemma = head.lemma_.lower()
            if lemma in {"people", "person", "other", "life", "soul", "human", "individual", "victim", "man", "body"} or found.head in self._demonyms:
                return "soldiers" if found.subject == "troops" else "workers" if found.subject == "laborers" else None
            return _plain_phrase(parsed, index, head)
        if noun.name == "captured_nouns":
            return "hostages" if head.lemma_.lower() == "hostage" else None
        return None

    def _actor(self, scene: Scene, index: int, found: events.Found) -> str | None:
        """Return whose people a figure counts."""
        parsed = scene.parsed
        doc = parsed.doc
        context = self.context
        if found.head is not None:
            own = scene.actor_of(doc[found.head])
            if own:
                return own
            quantity = doc[index]
            partitive = scene.actor_of(quantity) if quantity.i != found.head else None
            if partitive:
                return partitive
            local = self._local_actor(scene, index, doc[found.head])
            if local:
                return local
        predicate = doc[found.predicate] if found.predicate is not None else None
        doer = None
        if found.subject in {"troops", "laborers"} or found.measure == "casualties" or found.rule.startswith("noun:"):
            verb = predicate if predicate is not None and predicate.pos_ in {"VERB", "AUX"} else next((a for a in doc[index].ancestors if a.pos_ in {"VERB", "AUX"}), None)
            current = verb
            for _ in range(4):
                if current is None:
                    break
                subject, passive = transfers._subject(current)  # noqa: SLF001 - the same reading of subjects
                if subject is not None and not passive and index not in parsing.subtree(subject):
                    lemma = current.lemma_.lower()
                    if found.subject in {"troops", "laborers"} or lemma in {"suffer", "sustain", "incur", "take", "lose", "have", "record", "pay"}:
                        doer = scene.actor_of(subject) or (self._pronoun(scene, subject) if subject.lower_ in {"it", "they", "which", "who", "that", "its"} else None)
                        if doer is None and subject.i in scene.place_at:
                            doer = scene.place_at[subject.i].place.country
                        if said.is_speech(current) and lemma not in {"promise", "vow", "pledge"}:
                            doer = None
                if doer is not None or (current.dep_ not in {"xcomp", "advcl", "conj", "pcomp", "prep"}):
                    break
                current = next((a for a in current.ancestors if a.pos_ in {"VERB", "AUX"}), None)
            if doer is None and predicate is not None:
                doer = transfers._party_by_prep(scene, [predicate], "by") if found.subject != "casualties" else None  # noqa: SLF001
                if doer is None and found.subject == "troops" and predicate.dep_ in {"acl", "relcl", "amod"}:
                    own = next((c for c in predicate.children if c.dep_ == "nsubj"), None)
                    doer = scene.actor_of(own) if own is not None else None
            if doer is None and predicate is not None and predicate.pos_ in {"NOUN", "PROPN"}:
                doer = scene.actor_of(predicate)
        if doer is not None:
            return doer
        counted = self._subject_of_count(scene, found, index)
        if counted:
            return counted
        if found.rule.startswith(("part:", "coordinated", "count:anaphora", "state", "labelled", "noun", "count", "verb", "presence")):
            key = _class_key(found)
            head = doc[found.head] if found.head is not None else None
            pronoun = next((c for c in (head.children if head is not None else ()) if c.lower_ in {"its", "their", "his"}), None)
            if pronoun is not None:
                resolved = self._pronoun(scene, pronoun)
                if resolved:
                    return resolved
            if found.subject == "casualties" and (head is None or (found.noun is not None and (found.noun.measure or found.noun.name in {"civilians"}))):
                parent = self._last_actor_of(("casualties",), scene.parsed.sentence)
                if parent and (found.rule.startswith(("part:", "coordinated", "count:anaphora")) or head is None or found.noun is not None and found.noun.measure or (head.lower_ in {"others", "people", "persons"} and self._is_continuing(scene, index))):
                    return parent
            if found.rule.startswith(("part:", "coordinated", "count:anaphora")):
                parent = self._last_actor_of((found.subject,), scene.parsed.sentence)
                if parent:
                    return parent
            if key in context.by_class and (found.subject != "casualties" or key == "troops"):
                return context.by_class[key]
        victims = self._victims_by_place(scene, found, index)
        if victims:
            return victims
        if found.subject in {"troops", "laborers"}:
            fallback = context.by_class.get(_class_key(found)) or context.last_subject
            return fallback
        return context.by_class.get("casualties") or context.main_country

    def _is_continuing(self, scene: Scene, index: int) -> bool:
        doc = scene.parsed.doc
        words = {t.lower_ for t in doc[max(0, index - 2) : index + 3]}
        return bool(words & {"another", "others", "more", "further", "additional"}) or not scene.places

    def _last_actor_of(self, subjects: tuple[str, ...], sentence: Sentence) -> str | None:
        for draft, where in reversed(self.drafts):
            if draft.subject in subjects and where.paragraph >= sentence.paragraph - 2:
                return draft.actor
        return None

    def _local_actor(self, scene: Scene, index: int, head: Token) -> str | None:
        """Return an actor named between a figure and the end of its noun phrase, or right behind it ("troops from X")."""
        doc = scene.parsed.doc
        for i in range(min(index, head.i), head.i + 1):
            if i in scene.actor_at:
                return scene.actor_at[i]
        for child in head.children:
            if child.dep_ == "acl" and child.lower_ == "belonging":
                return transfers._party_by_prep(scene, [child], "to")  # noqa: SLF001
        following = doc[head.i + 1 : head.i + 6]
        words = [t.lower_ for t in following]
        if words[:1] in (["of"], ["from"]):
            for t in following[1:]:
                if t.i in scene.actor_at:
                    return scene.actor_at[t.i]
                if t.pos_ in {"VERB", "AUX"} or t.text in {",", "."}:
                    break
        return None

    def _subject_of_count(self, scene: Scene, found: events.Found, index: int) -> str | None:
        """Return the actor in the phrase that a count is about ("the North Korean death toll rose to 600")."""
        doc = scene.parsed.doc
        if found.rule.startswith("count") or found.rule.startswith("noun:") or found.rule == "labelled":
            verb = doc[found.predicate] if found.predicate is not None else None
            tokens: list[Token] = []
            if verb is not None and verb.pos_ in {"VERB", "AUX"}:
                for child in verb.children:
                    if child.dep_ in {"nsubj", "nsubjpass", "dobj"} and child.i < index:
                        tokens.extend(child.subtree)
            elif verb is not None:
                tokens.extend(t for t in verb.subtree if t.i != index)
            for token in tokens:
                if token.i in scene.actor_at and token.head.lower_ not in {"from", "by", "against", "with", "of"}:
                    head = token.head
                    if head.lemma_.lower() in {"strike", "attack", "bombardment", "offensive", "raid", "airstrike", "shelling", "fire", "bombing", "assault", "campaign", "ministry", "official", "government", "count", "war", "invasion", "military", "army", "intelligence"} and head.i != token.i:
                        continue
                    return scene.actor_at[token.i]
                if token.i in scene.actor_at and token.head.lower_ in {"of", "among", "in", "for"} and token.head.head.lemma_.lower() not in {"strike", "attack", "war", "invasion", "offensive"}:
                    return scene.actor_at[token.i]
        return None

    def _pronoun(self, scene: Scene, token: Token) -> str | None:
        """Return whom "it", "its" or "they" means: the actor before it in the sentence that is a subject, else the last one."""
        best = None
        for i in sorted(scene.actor_at):
            if i < token.i:
                dep = scene.parsed.doc[i].dep_
                if dep in {"nsubj", "nsubjpass"}:
                    best = scene.actor_at[i]
                elif best is None:
                    best = scene.actor_at[i]
        return best or self.context.last_subject or self.context.last_actor

    def _victims_by_place(self, scene: Scene, found: events.Found, index: int) -> str | None:
        """Return the country where people were hurt, for victims whose people are not named."""
        if found.subject != "casualties":
            return None
        doc = scene.parsed.doc
        if found.noun is not None and found.noun.name in nouns.TROOPS and found.noun.name != "police":
            key = self.context.by_class.get("troops")
            if key:
                return key
        killers = set()
        if found.predicate is not None:
            subject, passive = transfers._subject(doc[found.predicate])  # noqa: SLF001
            if subject is not None and not passive:
                killers = {scene.actor_at[i] for i in parsing.subtree(subject) if i in scene.actor_at and i not in scene.place_at}
        near = sorted(scene.place_at, key=lambda i: abs(i - index))
        for i in near:
            place = scene.place_at[i].place
            if place.country and place.country not in killers and doc[i].head.lower_ in {"in", "on", "at", "near", "of", "across", "outside", "to", "around", "from", "hit", "struck", "throughout", "inside", "region", "city", "town", "village", "province"}:
                return place.country
        for i in near:
            place = scene.place_at[i].place
            if place.country and not place.is_country and place.country not in killers:
                return place.country
        earlier = self._last_actor_of(("casualties",), scene.parsed.sentence)
        if earlier and (found.noun is None or found.noun.name not in nouns.TROOPS):
            return earlier
        if self.context.last_place is not None and self.context.last_place.place.country and self.context.last_place.place.country not in killers:
            return self.context.last_place.place.country
        return None

    def _destination(self, scene: Scene, draft: _Draft) -> str | None:
        """Return where or to whom people were sent, if it is not where they come from."""
        doc = scene.parsed.doc
        near = sorted(scene.place_at, key=lambda i: abs(i - (draft.predicate if draft.predicate is not None else draft.token)))
        for i in near:
            country = scene.place_at[i].place.country
            if country and country != draft.actor and doc[i].dep_ in {"pobj", "dobj", "compound", "poss", "nmod", "appos", "conj"} and i > 0:
                return country
        for i in sorted(scene.actor_at):
            if i > draft.token and scene.actor_at[i] != draft.actor and doc[i].head.lower_ in {"for", "alongside", "with", "to", "in", "by", "side", "forces", "army", "troops"}:
                return scene.actor_at[i]
        earlier = [d.counterparty for d, _ in reversed(self.drafts) if d.subject in {"troops", "laborers"} and d.actor == draft.actor and d.counterparty]
        return earlier[0] if earlier else None

    def _parent(self, scene: Scene, draft: _Draft, drafts: list[_Draft]) -> _Draft | None:
        """Return the figure that this one is a part of: `among them`, `including`, `of whom`, `600 of them`."""
        if draft.quantity is None:
            return None
        doc = scene.parsed.doc
        left = " ".join(t.lower_ for t in doc[max(0, draft.token - 7) : draft.token])
        right = " ".join(t.lower_ for t in doc[draft.token + 1 : draft.token + 5])
        cue = re.search(r"\b(?:including|among (?:them|those|the)|of whom|of which|among whom|includes?|included|comprising|made up of)\b", left) or re.match(r"(?:of (?:them|whom|those|these|the)|killed of)\b", right) or draft.rule.startswith("part:")
        if not cue:
            return None
        value = draft.quantity.value
        for other in reversed([d for d, _ in self.drafts[-6:]] + drafts):
            if other.quantity is not None and other.quantity.value >= value and other.subject == draft.subject and other is not draft and (other.measure in {draft.measure, "casualties"}) and other.rule != "coordinated":
                return other.parent if other.parent is not None and re.search(r"\band\s*$", left) and other.rule.startswith("part:") else other
        return None

    # -- transfers -------------------------------------------------------------------------------------------

    def _transfer(self, scene: Scene, frame: transfers.Frame) -> list[_Draft]:
        parsed = scene.parsed
        drafts = []
        plain = [i for i in frame.items if i.quantity is None]
        for item in frame.items:
            if item.quantity is None:
                continue
            quantity = parsed.quantities[item.quantity]
            drafts.append(
                _Draft(
                    "transfers", frame.measure, quantity, item.quantity, item.head, frame.predicate, frame.rule, frame.confidence, quantity.start, quantity.end,
                    frame.supplier, frame.recipient, None, self._printed_item(parsed, item), item.noun.category, item.noun.unit,
                )
            )  # fmt: skip
        if plain:
            printed = [self._printed_item(parsed, item) for item in plain]
            first = plain[0]
            drafts.append(
                _Draft(
                    "transfers", frame.measure, None, first.head, first.head, frame.predicate, frame.rule, frame.confidence, parsed.starts[first.first], parsed.ends[first.last],
                    frame.supplier, frame.recipient, None, "; ".join(dict.fromkeys(printed)), first.noun.category, None,
                )
            )  # fmt: skip
        return drafts

    def _printed_item(self, parsed: parsing.Parsed, item: transfers.Item) -> str:
        start, end = parsed.starts[item.first], parsed.ends[item.last]
        return re.sub(r"\s+", " ", self.article.text[start:end]).strip()

    def _valued(self, scene: Scene, moved: list[transfers.Frame], taken: set[int]) -> list[_Draft]:
        """Read money that values a transfer ("weapons worth $5 billion", "the value of missiles sent amounts to ...")."""
        parsed = scene.parsed
        doc = parsed.doc
        drafts = []
        for index, quantity in sorted(parsed.quantities.items()):
            if quantity.currency is None or index in taken:
                continue
            token = doc[index]
            words = [t.lower_ for t in doc[max(0, index - 14) : index]]
            worth = any(w in {"worth", "value", "valued", "values", "valuing", "cost", "costing", "sales", "earned", "total", "totalling", "totaling", "package", "sold", "paid"} for w in words)
            goods = any((c := nouns.classify(t)) is not None and c.name == "goods" and c.category not in {"money", "aid", "food"} for t in doc)
            after = " ".join(t.lower_ for t in doc[index + 1 : index + 9])
            aid = re.match(r"(?:\w+ ){0,2}(?:in|of) (?:\w+ ){0,3}(?:aid|assistance|weapons|arms|ammunition|equipment|support|munitions|weaponry)\b", after) or re.match(r"(?:\w+ )?(?:military |arms |weapons |security |aid )+(?:aid |assistance )?(?:package|deal|sale|aid|assistance)\b", after)
            frame = moved[0] if moved else None
            if re.search(r"\b(?:a|per|each|every) (?:month|day|year|week|person)\b|\bsalary|\bwage", after) or any(w in {"salary", "salaries", "wages", "wage", "pay", "bounty", "reward", "fee", "fees", "damage"} for w in words):
                self.reasons[quantity.start, quantity.end] = "a wage, a price or a rate"
                continue
            if frame is None and aid:
                verb = next((a for a in token.ancestors if a.pos_ == "VERB"), None)
                if verb is not None and transfers.is_predicate(verb):
                    subject, _ = transfers._subject(verb)  # noqa: SLF001 - the same reading of subjects
                    supplier = transfers._party(scene, subject)  # noqa: SLF001
                    recipient = transfers._party_by_prep(scene, [verb, token, *token.children], "to", "for")  # noqa: SLF001
                    if supplier and recipient and supplier != recipient:
                        frame = transfers.Frame(verb.i, "agreed" if verb.lemma_ in {"pledge", "promise", "approve", "announce", "commit", "allocate"} else "supplied", supplier, recipient, [], "transfer:value")
            if frame is None and worth and goods and self.context.dyads:
                head = next((t for t in doc if (c := nouns.classify(t)) is not None and c.name == "goods" and c.category not in {"money", "aid"}), None)
                if head is not None or re.search(r"\b(?:shipments?|deliver\w+|sales|supplies)\b", " ".join(words)):
                    frame = transfers.Frame(index, "supplied", *self.context.dyads[-1], [], "transfer:value", confidence=0.6)
            if frame is None and worth and self.context.dyads and re.search(r"\b(?:shipments?|deliver\w+|sales|supplies|exports)\b", " ".join(words)):
                frame = transfers.Frame(index, "supplied", *self.context.dyads[-1], [], "transfer:value", confidence=0.6)
            if frame is None or not (worth or aid):
                self.reasons[quantity.start, quantity.end] = "money, and no transfer governs it"
                continue
            item = "; ".join(dict.fromkeys(self._printed_item(parsed, i) for i in frame.items)) or None
            if item is None:
                head = next((t for t in doc if (c := nouns.classify(t)) is not None and c.name == "goods" and c.category != "money"), None)
                item = head.text if head is not None else self._last_item()
            drafts.append(
                _Draft(
                    "transfers", frame.measure, quantity, index, None, frame.predicate, "transfer:value", min(frame.confidence, 0.8), quantity.start, quantity.end,
                    frame.supplier, frame.recipient, None, item, "weapons" if frame.items == [] else frame.items[0].noun.category, quantity.currency,
                )
            )  # fmt: skip
            # the goods are counted by their value: no second claim for the same goods without a figure
            frame.items = []
        valued = {d.predicate for d in drafts}
        if valued:
            self._drop_plain(valued)
        return drafts

    def _drop_plain(self, predicates: set[int | None]) -> None:
        self._dropped = predicates

    def _last_item(self) -> str | None:
        return next((d.item for d, _ in reversed(self.drafts) if d.subject == "transfers" and d.item), None)

    def _denials(self, scene: Scene, acts: list[said.Attribution], drafts: list[_Draft]) -> list[_Draft]:
        """Read denials of troops sent that have no figure ("Moscow denied that North Korean troops were in Russia")."""
        del scene, acts, drafts
        return []

    # -- attribution, time, place ----------------------------------------------------------------------------

    def _carried(self, parsed: parsing.Parsed, draft: _Draft) -> tuple[str | None, tuple[str, ...]] | None:
        """Return the claimant of the sentence before, where this one goes on with what it says."""
        memory = self.memory
        if memory.last is None:
            return None
        sentence = parsed.sentence
        words = self.text[sentence.start : sentence.end]
        if memory.open_quote and memory.last_paragraph >= sentence.paragraph - 1:
            return memory.last
        lowered = words.lower()
        if memory.last_paragraph == sentence.paragraph or memory.last_paragraph == sentence.paragraph - 1:
            hedged = re.search(r"\b(?:is|are|was|were) (?:also )?(?:believed|thought|estimated|said|reported|understood)\b|\breportedly\b|\ballegedly\b", lowered)
            going_on = re.match(r"[\"'-]*\s*(?:another|a further|in addition|additionally|further|among (?:them|those|the)|the (?:dead|wounded|victims|toll|figure|total|casualties|injured|killed|number|same)|of (?:those|these|them|the)|they|it|these|this|at least another|some of them|including|most of|half of|those|its|the report|the attack)\b", lowered)
            if memory.last_paragraph == sentence.paragraph and (hedged or going_on or draft.rule.startswith(("part:", "count:anaphora"))):
                return memory.last
            if hedged and draft.subject != "casualties":
                return memory.last
        return None

    def _when_where(self, scene: Scene, draft: _Draft) -> None:
        parsed = scene.parsed
        doc = parsed.doc
        words = self.text[parsed.sentence.start : parsed.sentence.end]
        near = self._clause(parsed, draft)
        period = periods.period_of(near, self.article.published)
        if period.kind is None and near != words:
            wide = periods.period_of(words, self.article.published)
            if wide.kind in {"since", "until"} or (wide.kind == "within" and len(words) < 260):
                period = wide
        if period.kind is None:
            period = periods.weekday_of(near, self.article.published) if not re.search(r"\bsaid\b|\btold\b|\breported\b|\bannounced\b", near) else period
        draft.fields["date_start"], draft.fields["date_end"], draft.fields["date_prec"] = period.start, period.end, period.precision
        draft.fields["stock_flow"] = self._stock_flow(parsed, draft, period, near)
        place = self._place(scene, draft)
        draft.fields["place"] = self.article.text[place.start : place.end] if place is not None and (place.start >= parsed.sentence.start) else (place.place.name if place else None)
        draft.fields["where"] = place
        del doc

    def _clause(self, parsed: parsing.Parsed, draft: _Draft) -> str:
        """Return the words of the clause around a figure, cut at semicolons and at other figures' clauses."""
        start, end = parsed.sentence.start, parsed.sentence.end
        text = self.text[start:end]
        at = draft.char_start - start
        left = max(text.rfind(";", 0, at), text.rfind(" — ", 0, at), text.rfind(", and ", 0, at), text.rfind(", while ", 0, at), text.rfind(", but ", 0, at))
        rights = [x for x in (text.find(";", at), text.find(", and ", at), text.find(", while ", at), text.find(", but ", at)) if x >= 0]
        return text[left + 1 : min(rights) if rights else len(text)]

    def _stock_flow(self, parsed: parsing.Parsed, draft: _Draft, period: periods.Period, near: str) -> str | None:
        lowered = near.lower()
        doc = parsed.doc
        if draft.subject == "transfers":
            if draft.quantity is None:
                return None
            return "incremental" if period.kind in {"within", "on"} else "cumulative"
        predicate = doc[draft.predicate] if draft.predicate is not None else None
        if draft.subject in {"troops", "laborers"}:
            if draft.measure == "employed" or draft.rule == "presence" or re.search(r"\b(?:currently|now|at present|are (?:in|fighting|training|working|stationed|serving)|at the time|number of)\b", lowered):
                return "point_in_time"
            if predicate is not None and any(c.lower_ in {"is", "are"} for c in predicate.children) and predicate.tag_ == "VBG":
                return "point_in_time"
            if predicate is not None and predicate.lemma_ in {"gather", "mass", "amass", "station", "base"}:
                return "point_in_time"
            if re.search(r"\b(?:another|more|further|additional|extra)\b", lowered) or period.kind in {"within", "on"}:
                return "incremental"
            return "cumulative"
        if re.search(r"\b(?:toll|total|so far|overall|altogether|in all|since|have (?:been|died)|has (?:been|risen|reached)|total(?:s|ling)?|casualties|losses|number of)\b", lowered) and period.kind not in {"on"}:
            return "incremental" if period.kind == "within" and not re.search(r"\btoll\b", lowered) else "cumulative"
        if period.kind in {"within", "on"} or re.search(r"\b(?:attack|strike|raid|ambush|blast|explosion|shelling|bombing|clash|clashes|incident|air strike|airstrike|assault|overnight|today)\b", lowered):
            return "incremental"
        if period.kind in {"since", "until"}:
            return "cumulative"
        return "cumulative" if any(c in self.context.by_class.get("troops", "") for c in ("PRK",)) and False else None

    def _place(self, scene: Scene, draft: _Draft) -> PlaceMention | None:
        places = [p for p in scene.places if not (p.place.is_country and p.place.country == draft.actor and draft.subject in {"troops", "laborers", "transfers"})]
        if draft.subject == "transfers":
            return None
        dateline = re.match(r"^[A-Z][A-Z .'-]+(?:,[\w .]+)?\s*(?:\([^)]*\)\s*)?[-—]", self.text[scene.parsed.sentence.start : scene.parsed.sentence.end])
        offset = scene.parsed.sentence.start + (dateline.end() if dateline else 0)
        doc = scene.parsed.doc
        usable = []
        for place in places:
            if place.start < offset:
                continue
            tokens = scene.tokens(place.start, place.end)
            if not tokens:
                continue
            governors = {doc[t].head.lower_ for t in tokens} | {doc[t].head.head.lower_ for t in tokens}
            if governors & {"in", "at", "near", "on", "to", "across", "around", "outside", "into", "inside", "through", "throughout", "over", "from", "along", "of"}:
                usable.append(place)
        if not usable:
            return None
        return min(usable, key=lambda p: (p.place.precision, abs(p.start - draft.char_start)))

    # -- the end ---------------------------------------------------------------------------------------------

    def _finish(self) -> list[Mention]:
        """Turn drafts into mentions, with their keys and the links of parts."""
        article = self.article
        keys: dict[int, str] = {}
        made: list[Mention] = []
        ordered = sorted(self.drafts, key=lambda pair: (pair[0].char_start, pair[0].char_end, pair[0].subject, pair[0].measure))
        seen: set[str] = set()
        for draft, _ in ordered:
            keys[id(draft)] = content_key(article.article_id, article.version, draft.char_start, draft.char_end, draft.subject, draft.measure, EXTRACTOR_VERSION)
        for draft, sentence in ordered:
            key = keys[id(draft)]
            if key in seen:
                continue
            seen.add(key)
            quantity = draft.quantity
            where = draft.fields.get("where")
            place = where.place if isinstance(where, PlaceMention) else None
            how = draft.fields["modality"]
            assert how in get_args(Modality)
            made.append(
                Mention(
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
                    place=draft.fields.get("place"),  # type: ignore[arg-type]
                    country=place.country if place else None,
                    where_prec=place.precision if place else None,
                    latitude=place.latitude if place else None,
                    longitude=place.longitude if place else None,
                    date_start=draft.fields.get("date_start"),  # type: ignore[arg-type]
                    date_end=draft.fields.get("date_end"),  # type: ignore[arg-type]
                    date_prec=draft.fields.get("date_prec"),  # type: ignore[arg-type]
                    stock_flow=draft.fields.get("stock_flow"),  # type: ignore[arg-type]
                    claimant=draft.fields.get("claimant"),  # type: ignore[arg-type]
                    via=tuple(draft.fields.get("via") or ()),  # type: ignore[arg-type]
                    modality=how,
                    part_of=keys.get(id(draft.parent)) if draft.parent is not None else None,
                    char_start=draft.char_start,
                    char_end=draft.char_end,
                    sentence=article.text[sentence.start : sentence.end],
                    sentence_start=sentence.start,
                    sentence_end=sentence.end,
                    rule=draft.rule,
                    confidence=round(draft.confidence, 2),
                    extractor_version=EXTRACTOR_VERSION,
                )
            )
        ids = {m.mention_id for m in made}
        return [m if m.part_of is None or m.part_of in ids else replace(m, part_of=None) for m in made]

    def _notes(self, spans: list[Sentence], quantities: dict[int, list[Quantity]], mentions: list[Mention]) -> list[NumberNote]:
        by_span = {(m.char_start, m.char_end): m for m in mentions}
        notes = []
        for sentence in spans:
            for quantity in quantities[sentence.start]:
                mention = by_span.get((quantity.start, quantity.end))
                reason = None if mention else self.reasons.get((quantity.start, quantity.end), "no event of interest governs it")
                notes.append(NumberNote(quantity.start, quantity.end, self.article.text[quantity.start : quantity.end], self.article.text[sentence.start : sentence.end], mention, reason))
        return notes


def _class_key(found: events.Found) -> str:
    if found.subject == "laborers":
        return "laborers"
    if found.subject == "troops" or (found.noun is not None and found.noun.name in {"soldiers", "engineers", "officers", "mercenaries"}):
        return "troops"
    return "casualties"


def _plain_phrase(parsed: parsing.Parsed, index: int, head: Token) -> str | None:
    """Return the printed people without the figure and nationality: `combat engineers`, `health workers`."""
    first = head.i
    while first - 1 > index and parsed.doc[first - 1].dep_ in {"compound", "amod"} and parsed.doc[first - 1].ent_type_ == "" and not parsed.doc[first - 1].text[:1].isupper():
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
        if token.text.endswith(("ans", "is", "ese", "ens", "ots", "Druze", "Bedouin", "Bedouins", "Brits", "Turks", "Poles", "Kurds", "Afghans", "Filipinos", "Rohingya", "Masalit", "Alawites", "Yazidis", "Houthis", "Chinese")) or (actor not in known and token.pos_ in {"PROPN", "NOUN"} and token.text.endswith("s")):
            if following is None or following.pos_ not in {"NOUN"} or token.text.endswith(("ans", "Bedouins", "Turks", "Poles", "Kurds", "Afghans")):
                found.add(index)
    return found


def _has_speaker(sentence: str) -> bool:
    """Tell whether a sentence may name a speaker that a later one refers back to."""
    return bool(_SPEAKER_CUE.search(sentence))


_SPEAKER_CUE = re.compile(r"\b(?:said|says|told|according|reported|reports|announced|statement|report|spokes\w+|briefing|estimate[sd]?|claimed|published|wrote|study|added|confirmed|citing|interview)\b", re.IGNORECASE)
