"""Which agency a text credits: every example of agencies.yml, and where in a text it counts."""

from __future__ import annotations

import pytest

from pipelines.cleaning.credit import agency_in, bylined_agency, credited_agency
from pipelines.cleaning.rules import agencies

RULES = agencies().credits
EXAMPLES = [(rule, text, name) for rule in RULES for text, name in rule.examples.items()]
COUNTER_EXAMPLES = [text for rule in RULES for text in rule.counter_examples]

LEAD = "The losses are higher than had been thought, lawmakers said on Wednesday after a closed meeting."
MORE = "They spoke to reporters for twenty minutes.\n" * 4


@pytest.mark.parametrize(("rule", "text", "name"), EXAMPLES)
def test_a_rule_finds_the_agency_of_its_example(rule, text, name):
    """By its own pattern, and in the order of all."""
    assert agency_in(rule, text) == name
    assert credited_agency(text) == name


@pytest.mark.parametrize("text", COUNTER_EXAMPLES)
def test_a_counter_example_credits_nobody(text):
    """By any rule, whether it stands alone or opens a text."""
    assert credited_agency(text) is None
    assert credited_agency(f"{text}\n{LEAD}\n{MORE}") is None


def test_an_agency_in_passing_is_no_credit():
    """Further down, an agency is one source among others."""
    text = f"{LEAD}\n{MORE}Some 300 were wounded, AFP reported this week.\n{MORE}"
    assert credited_agency(text) is None


def test_a_credit_under_the_text_counts():
    """Where papers put it."""
    assert credited_agency(f"{LEAD}\n{MORE}(Reuters)") == "Reuters"
    assert credited_agency(f"{LEAD}\n{MORE}AFP contributed to this report.") == "Agence France-Presse"


def test_the_byline_goes_before_what_the_text_says():
    """A text of one agency may quote another."""
    assert credited_agency("SEOUL (Reuters) - Some 3,000 will be sent, Yonhap reported.") == "Reuters"


def test_no_text_credits_nobody():
    """Nor do empty lines."""
    assert credited_agency("") is None
    assert credited_agency("\n\n") is None


def test_every_name_of_an_agency_is_its_own():
    """One name for two agencies could not be told apart."""
    names = [name.casefold() for agency in agencies().agencies for name in [agency.name, *agency.aliases]]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("Jane Roe, Reuters", "Reuters"),
        ("Jane Roe; Ap", "Associated Press"),
        ("By the staff of Yonhap News Agency", "Yonhap News Agency"),
        ("AFP", "Agence France-Presse"),
        ("Staff (Kyodo)", "Kyodo News"),
        ("Korean Central News Agency", "KCNA"),
        ("Jane Roe", None),
        ("Ani Bloomberg", None),
        ("Anna Apfel", None),
        ("", None),
        (None, None),
    ],
)
def test_a_byline_credits_the_agency_that_it_names(author, name):
    """As a name of its own, and not as a part of somebody's."""
    assert bylined_agency(author) == name
