"""Which failures are tried again: what may pass, where nobody waits at the command line."""

from __future__ import annotations

import dagster as dg
import pytest

from pipelines.assets.report import Reporter
from pipelines.errors import BusyError, UserError
from pipelines.retries import LAUNCHED_BY, may_pass

WATCHED = {LAUNCHED_BY: "muster run"}


@pytest.mark.parametrize(
    ("error", "is_tried_again"),
    [
        (BusyError("build.duckdb: opened by another process"), True),
        (UserError("sources.yml:3: expected a list"), False),
        (OSError("stale file handle"), True),
        (ValueError("a flaw"), True),
        (dg.Failure("said by a step"), False),
    ],
)
def test_what_may_pass_is_tried_again(error, is_tried_again):
    """A file that is in use is free in a while; a mistake in a file stays one."""
    assert may_pass(error, {}) is is_tried_again
    assert not may_pass(error, WATCHED)


class Step:
    """An asset that fails with given errors, one a time, and then succeeds."""

    def __init__(self, *errors):
        self.errors = list(errors)
        self.tries = 0

    def run(self, tags=None):
        def step(context):
            with Reporter(context):
                self.tries += 1
                if self.errors:
                    raise self.errors.pop(0)

        step.__annotations__ = {"context": dg.AssetExecutionContext, "return": None}
        asset = dg.asset(retry_policy=dg.RetryPolicy(max_retries=2))(step)
        return dg.materialize([asset], tags=tags, raise_on_error=False)


def test_a_step_goes_on_when_a_busy_file_is_free_again():
    step = Step(BusyError("in use"), OSError("gone for a moment"))
    assert step.run().success
    assert step.tries == 3


def test_a_step_is_not_tried_for_ever():
    step = Step(*[BusyError("in use")] * 9)
    assert not step.run().success
    assert step.tries == 3


def test_a_mistake_is_told_at_once_in_its_own_words():
    """In Dagster's UI the failure's description is the line that the command prints."""
    step = Step(UserError("sources.yml:3: expected a list"))
    result = step.run()
    assert not result.success
    assert step.tries == 1
    (failure,) = [event for event in result.all_events if event.is_step_failure]
    assert failure.step_failure_data.user_failure_data.description == "sources.yml:3: expected a list"


def test_whoever_waits_at_the_command_line_is_told_at_once():
    step = Step(BusyError("in use"))
    assert not step.run(WATCHED).success
    assert step.tries == 1
