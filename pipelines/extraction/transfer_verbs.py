"""Transfers that verbs tell: "sent X to", "supplied Y with X", "received X from", "agreed to buy X", "uses its X".

The arguments of the verb are gathered once; then each kind of verb (the keys of `transfers` in `lexicon/events.yml`)
says which of them is the supplier, which the recipient and which the goods.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipelines.extraction.goods import Item, items_of
from pipelines.extraction.nouns import classify
from pipelines.extraction.parsing import conjuncts
from pipelines.extraction.parties import actor_before, object_of, party_by_prep, party_of, subject_of
from pipelines.extraction.transfer_frame import GENERIC_GOODS, SAME_WAY, STRONG, UNTOLD, Frame, supplier_of_items

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.tokens import Token

    from pipelines.extraction.participants import Scene


# Predicates strong enough to move even aid and food, which are given and offered in many other senses.
_STRONG = STRONG | {"give", "offer", "go", "return", "reciprocate"}
_GIVES_WITH = frozenset(
    ["supply", "provide", "equip", "arm", "feed", "furnish", "outfit", "reciprocate", "reward", "repay"]
)
"""Verbs whose recipient is their object and whose goods follow `with`."""
_GOODS_ARE_SUBJECT = frozenset({"arrive", "reach", "go", "cross", "make", "end", "pass", "leave"})
_NEEDS_SUPPLIER = frozenset({"have", "get", "own", "gain", "acquire", "obtain", "secure", "accept", "procure"})
_NEEDS_RECIPIENT = frozenset(
    ["sign", "agree", "contract", "announce", "approve", "allocate", "authorise", "authorize", "commit"]
)
_WAYS = frozenset({"way", "route", "direction", "path", "road", "journey"})
_CARRIES = frozenset({"carry", "haul", "bring"})
_POINTING = frozenset({"the", "these", "those", "such"})


@dataclass(frozen=True, slots=True)
class _Arguments:
    """What hangs on a verb of transfer."""

    verb: Token
    lemma: str
    subject: Token | None
    passive: bool
    direct: Token | None
    indirect: Token | None
    with_item: Token | None
    """Object of `with`, which may hang on the verb or on its object."""
    around: list[Token]
    """Tokens that the prepositions of the transfer may hang on."""


def verb_frame(scene: Scene, verb: Token, name: str, measure: str) -> Frame | None:
    """Return the transfer that a verb tells, or null where it moves no goods.

    Args:
        scene: Its sentence.
        verb: The verb.
        name: Kind of verb: a key of `transfers` in `lexicon/events.yml`.
        measure: What the transfer counts as.
    """
    subject, passive = subject_of(verb)
    if (
        verb.tag_ == "VBN"
        and verb.dep_ in {"acl", "amod"}
        and verb.head.pos_ in {"NOUN", "PROPN", "NUM"}
        and not any(c.dep_ in {"nsubj", "nsubjpass"} for c in verb.children)
    ):
        subject, passive = verb.head, True
    elif verb.dep_ == "relcl":
        own = next((c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
        if own is not None and own.lower_ in {"which", "that", "who"}:
            subject, passive = verb.head, own.dep_ == "nsubjpass" or passive
        elif own is not None and (relative := _relative_frame(scene, verb, own, name, measure)) is not None:
            return relative
    if verb.dep_ == "amod" and name == "supply":
        return None  # `on the supplied systems`
    given = _arguments(verb, subject, passive=passive)
    if given.direct is not None and given.direct.lower_ == "what":
        given = replace(given, direct=_other_side(verb) or given.direct)
    if given.lemma == "hand" and not any(c.lower_ in {"over", "out", "to"} for c in verb.children):
        return None
    frame = Frame(verb.i, measure, None, None, [], f"transfer:{name}")
    reader = _READERS.get(name)
    if reader is not None and not reader(scene, frame, given):
        return None
    if name == "supply" and verb.dep_ == "xcomp" and verb.head.lemma_.lower() in {"agree", "contract"}:
        frame.measure = "agreed"
    frame.items = [i for i in frame.items if _fits(i, given.lemma)]
    return frame if frame.items else None


def _other_side(verb: Token) -> Token | None:
    """Return what `what X sent` is said to be: `drones are among what Iran has sent`, `what Iran sent was drones`."""
    copula = next((a for a in verb.ancestors if a.lemma_ == "be" and a.pos_ in {"AUX", "VERB"}), None)
    if copula is None:
        return None
    inside = {t.i for t in verb.subtree}
    return next(
        (
            c
            for c in copula.children
            if c.dep_ in {"nsubj", "attr"} and c.i not in inside and c.pos_ in {"NOUN", "PROPN", "NUM"}
        ),
        None,
    )


def _relative_frame(scene: Scene, verb: Token, subject: Token, name: str, measure: str) -> Frame | None:
    """Return the transfer of a relative clause about the goods: `the shells that Pyongyang sent`."""
    items = items_of(scene, verb.head)
    if items and name in {"supply", "agree", "use"}:
        supplier, recipient = party_of(scene, subject), party_by_prep(scene, [verb], "to", "for")
    elif items and name == "receive":
        supplier, recipient = party_by_prep(scene, [verb], "from"), party_of(scene, subject)
    else:
        return None
    return Frame(verb.i, measure, supplier, recipient, items, f"transfer:{name}")


def _arguments(verb: Token, subject: Token | None, *, passive: bool) -> _Arguments:
    objects = [c for c in verb.children if c.dep_ in {"dobj", "obj", "oprd"}]
    indirect = next((c for c in verb.children if c.dep_ == "dative" and c.pos_ in {"NOUN", "PROPN", "PRON"}), None)
    direct = objects[0] if objects else None
    if len(objects) > 1:
        indirect, direct = objects[0], objects[-1]
    around = [verb, *([direct] if direct is not None else []), *([subject] if passive and subject is not None else [])]
    if direct is not None:
        around.extend(conjuncts(direct)[1:])
    with_item = object_of(verb, "with")
    if with_item is None and direct is not None:
        with_item = object_of(direct, "with")
    return _Arguments(verb, verb.lemma_.lower(), subject, passive, direct, indirect, with_item, around)


# -- kinds of verb: each fills the frame, or tells that there is none ------------------------------------------------


def _supply(scene: Scene, frame: Frame, given: _Arguments) -> bool:
    if given.passive:
        _supply_passive(scene, frame, given)
        return True
    if given.lemma in _GOODS_ARE_SUBJECT:
        return _arrive(scene, frame, given)
    direct, indirect, subject = given.direct, given.indirect, given.subject
    if given.lemma in _CARRIES:
        if subject is None or _is_people_or_goods(subject):
            return False  # who carries arms bears them, and containers hold them; what carries them brings them
        frame.supplier = party_by_prep(scene, [subject], "from") or scene.actor_of(subject)
    else:
        frame.supplier = party_of(scene, subject)
    with_items = items_of(scene, given.with_item) if given.lemma not in {"send", "ship", "deliver", "transfer"} else []
    direct_items = items_of(scene, direct)
    if with_items and (direct is None or not direct_items or given.lemma in _GIVES_WITH):
        frame.items = with_items
        frame.recipient = party_of(scene, direct) or party_by_prep(scene, given.around, "to")
    else:
        frame.items = direct_items
        if not frame.items and indirect is not None and (indirect_items := items_of(scene, indirect)):
            frame.items = indirect_items
        elif indirect is not None:
            frame.recipient = party_of(scene, indirect)
        frame.recipient = (
            frame.recipient
            or party_by_prep(scene, given.around, "to", "into", "toward", "towards")
            or party_by_prep(scene, [given.verb], "for")
        )
        if not frame.items and direct is None and given.with_item is None:
            return False
    frame.items.extend(i for i in _alongside(scene, given.verb) if all(i.head != j.head for j in frame.items))
    if subject is not None and subject.lower_ in {"it", "they", "which", "that", "who"} and frame.supplier is None:
        frame.supplier = actor_before(scene, subject)
    return True


def _is_people_or_goods(token: Token) -> bool:
    noun = classify(token)
    return noun is not None and (noun.is_people or noun.category in {"containers", "bulk"})


def _supply_passive(scene: Scene, frame: Frame, given: _Arguments) -> None:
    with_items = items_of(scene, given.with_item)
    if with_items and given.subject is not None:
        frame.recipient, frame.items = party_of(scene, given.subject), with_items
    elif given.direct is not None and (direct_items := items_of(scene, given.direct)):
        # `Ukraine was given 31 tanks`
        frame.recipient, frame.items = party_of(scene, given.subject), direct_items
    else:
        frame.items = items_of(scene, given.subject)
        frame.recipient = party_by_prep(scene, given.around, "to", "for", "into")
        if frame.recipient is None and given.direct is not None:
            frame.recipient = party_of(scene, given.direct)
    frame.supplier = party_by_prep(scene, [given.verb], "by") or party_by_prep(scene, given.around, "from")


def _arrive(scene: Scene, frame: Frame, given: _Arguments) -> bool:
    """Read a verb whose subject is what moves: `shells reached Russia`, `missiles left Iran for Syria`."""
    frame.items = items_of(scene, given.subject)
    frame.supplier = party_by_prep(scene, given.around, "from")
    if given.lemma == "leave" and given.direct is not None:
        frame.supplier = party_of(scene, given.direct)
    if given.direct is not None and given.lemma in {"reach", "cross"} and not items_of(scene, given.direct):
        frame.recipient = party_of(scene, given.direct)
    else:
        goals = ("to", "in", "into", "at", *(("for",) if given.lemma == "leave" else ()))
        frame.recipient = party_by_prep(scene, given.around, *goals)
    around = {t.lower_ for t in given.verb.subtree}
    goes_on = "same" in around and bool(_WAYS & around)
    if goes_on:
        frame.rule = SAME_WAY
    return given.lemma in {"arrive", "reach"} or goes_on or bool(frame.supplier or frame.recipient)


def _receive(scene: Scene, frame: Frame, given: _Arguments) -> bool:
    if given.passive:
        frame.items = items_of(scene, given.subject)
        frame.recipient = party_by_prep(scene, [given.verb], "by")
    else:
        frame.items = items_of(scene, given.direct)
        frame.recipient = party_of(scene, given.subject)
    frame.supplier = party_by_prep(scene, given.around, "from") or (
        supplier_of_items(scene, frame.items, exclude=frame.recipient)
    )
    return frame.supplier is not None or given.lemma not in _NEEDS_SUPPLIER


def _buy(scene: Scene, frame: Frame, given: _Arguments) -> None:
    """Read what money is paid for: `paid Turkey 30 million dollars for 20 armoured cars`."""
    objects = [c for c in given.verb.children if c.dep_ in {"dobj", "dative", "npadvmod"}]
    bought = next((b for t in (given.verb, *objects) if (b := object_of(t, "for")) is not None), None)
    frame.items = [i for i in items_of(scene, bought) if i.noun.category not in {"money", "bulk"}]
    frame.recipient = party_of(scene, given.subject)
    payees = (party_of(scene, t) for t in objects)
    frame.supplier = next((p for p in payees if p), None) or party_by_prep(scene, [given.verb, *objects], "to")


def _pay(scene: Scene, frame: Frame, given: _Arguments) -> bool:
    """Read payment in goods: `paid the militia in rifles`, `is being repaid with fuel`, `settles its debt in arms`."""
    payment = object_of(given.verb, "in", "with")
    bought = object_of(given.verb, "for")
    for around in (given.direct, bought):  # `paid for its phosphates in wheat`: the parse hangs it on either
        if payment is None and around is not None:
            payment = object_of(around, "in", "with")
    frame.items = [i for i in items_of(scene, payment) if i.noun.category not in {"money", "bulk"}]
    if payment is None and not given.passive:
        _buy(scene, frame, given)
        return bool(frame.items) and frame.supplier is not None
    if given.passive:
        frame.recipient = party_of(scene, given.subject)
        frame.supplier = party_by_prep(scene, [given.verb], "by")
    else:
        frame.supplier = party_of(scene, given.subject)
        debt = given.lemma in {"settle", "honour", "honor"}
        frame.recipient = None if debt else party_of(scene, given.direct)
        frame.recipient = frame.recipient or party_by_prep(scene, given.around, "to")
        if frame.recipient is None and given.direct is not None:
            owed = object_of(given.direct, "for") or object_of(given.verb, "for")
            frame.recipient = party_of(scene, owed) if owed is not None else None
    frame.supplier = frame.supplier or supplier_of_items(scene, frame.items, exclude=frame.recipient)
    return bool(frame.items) and frame.supplier is not None


def _agree(scene: Scene, frame: Frame, given: _Arguments) -> bool:
    if given.passive:
        frame.items = items_of(scene, given.subject)
        frame.supplier = party_by_prep(scene, given.around, "from")
        frame.recipient = party_by_prep(scene, given.around, "for", "to")
        if given.lemma in {"buy", "order", "purchase"}:
            frame.recipient = party_by_prep(scene, [given.verb], "by") or frame.recipient
    elif given.lemma in {"order", "buy", "purchase", "seek", "request"}:
        frame.items = items_of(scene, given.direct)
        frame.recipient = party_of(scene, given.subject)
        frame.supplier = party_by_prep(scene, given.around, "from") or party_by_prep(
            scene, [t for t in given.verb.subtree if t.i > given.verb.i], "from"
        )
        if frame.supplier is None:
            return False
    else:
        frame.items = items_of(scene, given.direct)
        frame.supplier = party_of(scene, given.subject)
        frame.recipient = party_of(scene, given.indirect) or party_by_prep(scene, given.around, "to", "for")
        if given.lemma in _NEEDS_RECIPIENT and frame.recipient is None:
            return False
    if given.lemma in {"seek", "buy", "purchase"} and _is_wish(given.verb):
        frame.measure = "supplied"
    return True


def _use(scene: Scene, frame: Frame, given: _Arguments) -> bool:
    """Read who uses another's goods: `Russia fired the Iranian drones`."""
    doc = scene.parsed.doc
    frame.items = items_of(scene, given.subject if given.passive else given.direct)
    user = party_by_prep(scene, [given.verb], "by") if given.passive else party_of(scene, given.subject)
    frame.recipient = user
    frame.supplier = supplier_of_items(scene, frame.items, exclude=user)
    if frame.supplier is None and frame.items:
        item = frame.items[0]
        if (
            any(c.lower_ in _POINTING for c in doc[item.head].children)
            or doc[max(0, item.first - 1)].lower_ in _POINTING
        ):
            frame.supplier = UNTOLD
    return frame.supplier is not None


_READERS: dict[str, Callable[[Scene, Frame, _Arguments], bool]] = {
    "supply": _supply,
    "receive": _receive,
    "pay": _pay,
    "agree": _agree,
    "use": _use,
}


def _alongside(scene: Scene, verb: Token) -> list[Item]:
    """Return what moves `along with` or `together with` the rest."""
    found: list[Item] = []
    for child in verb.subtree:
        if (
            child.lower_ in {"along", "together", "alongside"}
            and child.dep_ in {"prep", "advmod"}
            and child.head.i in {verb.i, *(c.i for c in verb.children)}
        ):
            for inner in [child, *child.children]:
                if inner.lower_ in {"with", "alongside"}:
                    found.extend(i for t in inner.children if t.dep_ == "pobj" for i in items_of(scene, t))
    return found


def _is_wish(verb: Token) -> bool:
    head = verb.head
    return verb.lemma_.lower() == "seek" or (
        verb.dep_ == "xcomp"
        and head.lemma_.lower() in {"seek", "want", "hope", "plan", "try", "aim", "wish", "intend", "look", "consider"}
    )


def _fits(item: Item, lemma: str) -> bool:
    """Tell whether a verb moves such goods: who "has" money or "offers" food need not send it."""
    if item.noun.category in GENERIC_GOODS and lemma not in _STRONG:
        return False
    return not (
        item.noun.category == "money"
        and lemma in {"move", "go", "cross", "pass", "have", "get", "gain", "arm", "contribute"}
    )
