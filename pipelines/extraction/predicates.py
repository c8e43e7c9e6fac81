"""How a noun hangs on the verbs of its sentence: the verb above it, its role there, and the verb's fixed phrases.

What a verb then says of the figure is for `verbs`; nothing here knows of killed, deployed or hired.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extraction.event_words import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipelines.extraction.figures import Setting

_SHARES = word_set("all most some half part rest total group number hundreds thousands dozens majority many batch wave")
_PHRASE_LABELS = word_set("dobj oprd acomp attr advmod prt prep ccomp xcomp")
_FLOWN_IN = word_set("fly bring ship send take draft call rope bus")
_REINFORCED_WITH = word_set("reinforce strengthen bolster part augment man garrison")


def governor(token: Token) -> Token | None:
    """Return the verb that governs a noun, over coordination and prepositions."""
    current = token
    for _ in range(12):
        if current.dep_ == "ROOT" and current.pos_ not in {"VERB", "AUX"}:
            return None
        if current.head.i == current.i:
            return current if current.pos_ in {"VERB", "AUX"} else None
        current = current.head
        if current.pos_ in {"VERB", "AUX"}:
            return current
    return None


def roles(node: Token) -> list[tuple[Token, str]]:
    """Return the verbs that a noun is an argument of, with its role, closest first.

    A role is `subject`, `object`, `attr`, `agent` or `prep:<preposition>`; a passive's subject is its `object`.
    """
    current = node
    for _ in range(6):
        label, above = current.dep_, current.head
        if label in {"conj", "appos"} and above.i != current.i:
            current = above
        elif (
            label == "pobj" and above.dep_ == "prep" and above.lower_ == "of" and above.head.lower_ in _SHARES
        ):  # `half of the soldiers`
            current = above.head
        else:
            return _role_under(current)
    return []


def _role_under(node: Token) -> list[tuple[Token, str]]:
    """Return the role of a noun under its own head, and under the verbs that share it."""
    label, above = node.dep_, node.head
    if label in {"nsubj", "nsubjpass"} and above.dep_ in {"csubj", "csubjpass"} and above.tag_ in {"VBN", "VBG"}:
        # `soldiers held prisoner there were killed`: what is a clause to the parse is a participle
        return [
            *_with_chain(above.head, "object" if above.dep_ == "csubjpass" else "subject"),
            *_with_chain(above, "object" if label == "nsubjpass" else "subject"),
        ]
    if label in {"nsubj", "nsubjpass", "csubj"}:
        return _with_chain(above, "object" if label == "nsubjpass" else "subject")
    if label in {"dobj", "obj", "dative", "oprd"}:
        return [
            (above, "object"),
            *(
                (c, "subject" if c.tag_ != "VBN" else "object")
                for c in above.children
                if c.dep_ in {"xcomp", "ccomp"}
                and c.i > node.i
                and above.lemma_ in {"see", "have", "leave", "find", "report", "let", "force", "order"}
            ),
        ]
    if label == "attr" and above.lemma_ == "be":
        return [(above, "attr")]
    if label != "pobj":
        return []
    if above.dep_ == "agent":
        return [(above.head, "agent")]
    lemma = above.head.lemma_.lower()
    if above.dep_ == "prep" and above.lower_ == "in" and above.i == above.head.i + 1 and lemma in _FLOWN_IN:
        return [(above.head, "object")]  # `flew in 500 commandos`
    if above.lower_ == "with" and lemma in _REINFORCED_WITH:
        return [(above.head, "object")]  # `reinforced the front with 3,000 men`
    return [(above.head, f"prep:{above.lower_}")] if above.dep_ == "prep" else []


def modifiers(node: Token) -> list[tuple[Token, str]]:
    """Return the participles and relative clauses that modify a noun, with the noun's role in them."""
    found: list[tuple[Token, str]] = []
    for child in node.children:
        if child.dep_ == "acl" and child.pos_ in {"VERB", "AUX"}:
            found.extend(_with_chain(child, "object" if child.tag_ == "VBN" else "subject"))
        elif child.dep_ == "amod" and child.tag_ == "VBN" and child.i > node.i:
            found.append((child, "object"))
        elif child.dep_ == "relcl":
            subjects = [g for g in child.children if g.dep_ in {"nsubj", "nsubjpass"}]
            relative = [g for g in subjects if g.lower_ in {"who", "that", "which", "whom"}]
            if relative:
                found.extend(_with_chain(child, "object" if relative[0].dep_ == "nsubjpass" else "subject"))
            elif subjects:
                found.append((child, "object"))
            else:
                found.append((child, "object" if child.tag_ == "VBN" else "subject"))
    return found


def _with_chain(verb: Token, role: str) -> list[tuple[Token, str]]:
    """Return a verb and the verbs that share its subject ("are believed to have been killed", "came and died")."""
    found: list[tuple[Token, str]] = []
    pending = [(verb, role)]
    while pending and len(found) < 8:
        current, current_role = pending.pop(0)
        found.append((current, current_role))
        for child in current.children:
            has_own_subject = any(g.dep_ in {"nsubj", "nsubjpass"} for g in child.children)
            if (
                child.dep_ in {"xcomp", "conj"}
                and child.pos_ in {"VERB", "AUX"}
                and not has_own_subject
                and child.i > current.i
            ):
                is_passive = any(g.dep_ == "auxpass" for g in child.children) or (
                    child.dep_ == "conj"
                    and child.tag_ == "VBN"
                    and current_role == "object"
                    and not any(g.dep_ == "aux" for g in child.children)
                )
                pending.append((child, "object" if is_passive else "subject"))
    return found


def lemma_of(setting: Setting, verb: Token) -> str:
    """Return the lemma, with the particle or object that gives a fixed phrase its meaning (`take_prisoner`)."""
    lemma = str(verb.lemma_.lower())
    words = {c.lower_ for c in verb.children}
    objects = {c.lemma_.lower() for c in verb.children if c.dep_ in _PHRASE_LABELS}
    following = setting.after(verb.i, 2)
    if (lemma == "lose" and "life" in objects) or (
        lemma in {"embrace", "attain", "achieve"} and objects & {"martyrdom", "shahadat"}
    ):
        return "lose_life"
    if lemma == "put" and following.startswith("to death"):
        return "put_to_death"
    if lemma == "send" and following.startswith("to hell"):
        return "send_to_hell"
    if lemma in {"be", "remain"} and "at work" in setting.after(verb.i, 3):
        return "work"
    if lemma in {"take", "hold", "keep"} and (
        objects & {"prisoner", "captive", "hostage"} or following.startswith(("prisoner", "captive", "hostage"))
    ):
        return "take_prisoner"
    if lemma == "take" and "part" in objects:
        return "take_part"
    if lemma in {"go", "be", "remain"} and (objects & {"missing"} or "missing" in following):
        return "go_missing"
    if lemma in {"be", "remain"} and "unaccounted" in following:
        return "be_unaccounted"
    if lemma == "account" and "for" in words and any(c.dep_ == "neg" for c in verb.children):
        return "be_unaccounted"
    if lemma == "sign" and (
        "up" in words or ("contract" in objects and setting.words & {"defence", "defense", "army", "military", "mod"})
    ):
        return "sign_up"
    if lemma == "call" and "up" in words:
        return "call_up"
    if lemma == "pull" and "out" in words:
        return "pull_out"
    if lemma in {"send", "bring", "take", "fly", "go", "come", "ship", "transport"} and (
        {"home", "back"} & words or following.split(" ")[0] in {"home", "back"}
    ):
        return "send_home" if lemma != "go" else "go_home"
    if lemma == "put" and "out of action" in setting.after(verb.i, 7):
        return "put_out_of_action"
    if lemma == "shoot" and "dead" in words:
        return "shoot_dead"
    return lemma
