"""What dbt's seeds say of goods is what the word lists say."""

import csv
from pathlib import Path

from pipelines.extraction.lexicons import load_csv, load_yaml
from pipelines.extraction.numerals import CURRENCY_WORDS

SEEDS = Path(__file__).parents[3] / "dbt_project" / "seeds"


def column(seed, name):
    with (SEEDS / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        return [row[name] for row in csv.DictReader(file)]


def test_the_categories_of_goods_are_those_of_the_word_list():
    """Each is described, and none is without words."""
    assert sorted(column("item_categories", "item_category")) == sorted(load_yaml("nouns")["goods"])


def test_every_unit_that_extraction_gives_has_a_kind():
    """So that money is never compared with shells, nor shells with containers."""
    units = {goods["unit"] for goods in load_yaml("nouns")["goods"].values()}
    assert {*units, *CURRENCY_WORDS.values()} <= set(column("units", "unit"))


def test_the_parties_fight_in_conflicts_that_the_word_list_knows():
    assert set(column("conflict_parties", "conflict")) == {row["conflict"] for row in load_csv("conflicts")}
