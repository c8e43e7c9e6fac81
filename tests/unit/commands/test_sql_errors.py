"""A wrong query is told on one line, with the next step."""

from __future__ import annotations

import pytest

from pipelines.commands.sql_errors import explain

TABLES = ("coverage", "fct_troops")


def test_a_table_that_does_not_exist_is_told_with_duckdbs_guess_and_the_tables_that_do() -> None:
    """Four lines become one; the line of the query is named where there are several."""
    said = 'Catalog Error: Table with name fct_troop does not exist!\nDid you mean "fct_troops"?\n\nLINE 2: from fct_troop\n             ^\n'
    assert explain(said, TABLES) == (
        'Catalog Error: Table with name fct_troop does not exist! Did you mean "fct_troops"?'
        " (line 2 of the query) Tables: coverage, fct_troops."
    )


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            (
                'Binder Error: Referenced column "nothing" not found in FROM clause!\nCandidate bindings: "unit", "sentence"\n\n'
                "LINE 1: select nothing from fct_troops\n               ^\n"
            ),
            (
                'Binder Error: Referenced column "nothing" not found in FROM clause! Candidate bindings: "unit", "sentence".'
                ' Columns: `muster sql "describe fct_troops"`, with the name of your table.'
            ),
        ),
        (
            'Invalid Input Error: Cannot execute statement of type "DROP" on database "muster" which is attached in read-only mode!\n',
            (
                'Invalid Input Error: Cannot execute statement of type "DROP" on database "muster" which is attached in read-only mode!'
                " What is published is only read here; `muster run` writes it."
            ),
        ),
        (
            'Parser Error: syntax error at or near "selec"\n\nLINE 1: selec 1\n        ^\n',
            (
                'Parser Error: syntax error at or near "selec".'
                " `muster sql` without a query opens a shell to try it in, with .tables and .help."
            ),
        ),
        (
            (
                "Binder Error: No function matches 'sum(VARCHAR)'. You might need to add explicit type casts.\n"
                "\tCandidate functions:\n\tsum(DECIMAL) -> DECIMAL\n\n\nLINE 1: select sum(claimant)\n               ^\n"
            ),
            (
                "Binder Error: No function matches 'sum(VARCHAR)'. You might need to add explicit type casts."
                " `muster sql` without a query opens a shell to try it in, with .tables and .help."
            ),
        ),
    ],
)
def test_a_mistake_is_told_on_one_line_with_its_own_next_step(said: str, told: str) -> None:
    """A column, a statement that writes, a slip of the pen, a type."""
    assert explain(said, TABLES) == told
