"""Every rule of chrome.yml does to its examples what it says, and nothing to its counter-examples."""

from __future__ import annotations

import time

import lxml.html
import pytest

from pipelines.cleaning.chrome import without_chrome
from pipelines.cleaning.credit import credited_agency
from pipelines.cleaning.lines import without_bullet, word_count
from pipelines.cleaning.rules import chrome_rules, compiled

RULES = chrome_rules()
LINE_RULES = [*RULES.lines, *RULES.labels, *RULES.ends]
EXAMPLES = [(rule, example) for rule in LINE_RULES for example in rule.examples]
COUNTER_EXAMPLES = [(rule, example) for rule in LINE_RULES for example in rule.counter_examples]

FIRST = "The intelligence service told lawmakers on Wednesday that the losses were higher than had been thought."
LAST = "The lawmakers spoke to reporters after the closed meeting, which went on for more than two hours that day."


def names(pairs):
    return [f"{rule.id}-{number}" for number, (rule, _) in enumerate(pairs)]


@pytest.mark.parametrize(("rule", "line"), EXAMPLES, ids=names(EXAMPLES))
def test_a_rule_matches_its_example(rule, line):
    """The rule itself, not another one, takes its example."""
    assert word_count(line) <= rule.max_words
    assert compiled(rule.pattern).fullmatch(without_bullet(line))


@pytest.mark.parametrize(("rule", "line"), COUNTER_EXAMPLES, ids=names(COUNTER_EXAMPLES))
def test_a_counter_example_stays_in_the_text(rule, line):
    """No rule at all takes a counter-example, wherever it stands."""
    for text in (f"{FIRST}\n{line}\n{LAST}", f"{FIRST}\n\n{line}\n\n{LAST}", f"{FIRST}\n{LAST}\n{line}"):
        assert without_chrome(text) == text


@pytest.mark.parametrize(
    ("rule", "line"),
    [(rule, example) for rule, example in EXAMPLES if rule in RULES.lines],
    ids=names([(rule, example) for rule, example in EXAMPLES if rule in RULES.lines]),
)
def test_an_example_goes_and_its_neighbours_stay(rule, line):
    """Between two paragraphs, with or without empty lines, only the line goes."""
    assert without_chrome(f"{FIRST}\n{line}\n{LAST}") == f"{FIRST}\n{LAST}"
    assert without_chrome(f"{FIRST}\n\n{line}\n\n{LAST}") == f"{FIRST}\n\n{LAST}"
    assert without_chrome(f"{FIRST}\n- {line}\n{LAST}") == f"{FIRST}\n{LAST}"


PIECES = [(rule, example) for rule in RULES.pieces for example in rule.examples]
COUNTER_PIECES = [(rule, example) for rule in RULES.pieces for example in rule.counter_examples]


@pytest.mark.parametrize(("rule", "line"), PIECES, ids=names(PIECES))
def test_a_piece_is_cut_out_of_its_line(rule, line):
    """What is left of the line is in it, before and after the piece."""
    found = compiled(rule.pattern).search(line)
    assert found
    assert without_chrome(f"{FIRST}\n{line}") == f"{FIRST}\n{line[: found.start()]}{line[found.end() :]}"


@pytest.mark.parametrize(("rule", "line"), COUNTER_PIECES, ids=names(COUNTER_PIECES))
def test_a_counter_example_is_not_cut(rule, line):
    """The line stays as it is."""
    assert without_chrome(f"{FIRST}\n{line}") == f"{FIRST}\n{line}"


@pytest.mark.parametrize("example", RULES.headlines.examples, ids=lambda example: example.removed[0][:30])
def test_headlines_of_other_stories_go(example):
    """Exactly the lines named are gone."""
    before = [line for line in example.text.splitlines() if line.strip()]
    after = [line for line in without_chrome(example.text).splitlines() if line.strip()]
    assert [line for line in before if line not in after] == example.removed
    assert [line for line in before if line not in example.removed] == after


@pytest.mark.parametrize("text", RULES.headlines.counter_examples, ids=lambda text: text.splitlines()[1][:30])
def test_lists_of_facts_stay(text):
    """A list that the text leads into, that holds a full sentence, or that counts, is part of the article."""
    assert without_chrome(text) == text.strip("\n")


ELEMENTS = [(rule, html) for rule in RULES.elements for html in rule.examples]
COUNTER_ELEMENTS = [(rule, html) for rule in RULES.elements for html in rule.counter_examples]


@pytest.mark.parametrize(("rule", "html"), ELEMENTS, ids=names(ELEMENTS))
def test_an_element_is_found(rule, html):
    """The XPath selects one element of its example."""
    assert len(lxml.html.fromstring(f"<body>{html}</body>").xpath(rule.xpath)) == 1


@pytest.mark.parametrize(("rule", "html"), COUNTER_ELEMENTS, ids=names(COUNTER_ELEMENTS))
def test_an_element_is_left_alone(rule, html):
    """The XPath selects nothing of its counter-example."""
    assert not lxml.html.fromstring(f"<body>{html}</body>").xpath(rule.xpath)


def test_rule_names_are_unique():
    """A rule is known by its id."""
    ids = [rule.id for rule in [*LINE_RULES, *RULES.pieces, *RULES.elements]]
    assert len(ids) == len(set(ids))


SEEDS = [
    "1",
    "Aa-",
    "(",
    "© ",
    "by A ",
    "share ",
    "x|",
    "@a.",
    "jan 1 ",
    "cookies we ",
    "follow a on ",
    "'",
    "AP ",
    "…",
    "- ",
]


@pytest.mark.parametrize("first", SEEDS)
def test_no_line_takes_long(first):
    """Lines made of what the patterns look for, again and again: the time must not explode."""
    for second in SEEDS:
        for length in (300, 999):
            text = "\n".join([FIRST, ((first + second) * length)[:length] + "!", LAST])
            start = time.monotonic()
            without_chrome(text)
            credited_agency(text)
            assert time.monotonic() - start < 1
