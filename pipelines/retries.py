"""Which failures of a step are tried again: those that may pass, in a run that nobody watches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

from pipelines.errors import BusyError, UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

LAUNCHED_BY = "launched_by"
"""Tag of a run that a person launched from the command line and waits for."""

IN_A_WHILE = dg.RetryPolicy(max_retries=3, delay=30, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS)
"""Of a step: after about half a minute, one and two."""


def may_pass(error: BaseException, tags: Mapping[str, str]) -> bool:
    """Return whether to try a step again that failed with this error.

    What the user has to mend fails in the same way again, unless it is that somebody else holds a file. Whoever waits
    at the command line is told at once.

    Args:
        error: What the step raised.
        tags: Those of the run.
    """
    if LAUNCHED_BY in tags:
        return False
    return isinstance(error, BusyError) or not isinstance(error, (UserError, dg.Failure))


def not_again(error: Exception) -> dg.Failure:
    """Return the failure to raise from an error that will not pass."""
    first_line = (str(error).strip() or type(error).__name__).splitlines()[0]
    return dg.Failure(description=first_line, allow_retries=False)
