"""The job's log outside Dagster's own storage: one Python logger that whoever runs the job can listen to."""

from __future__ import annotations

import logging

import dagster as dg

RUN_LOGGER = "muster.run"


@dg.logger(None, description="Hands every event of a run to the Python logger `muster.run`.")
def run_log(_: dg.InitLoggerContext) -> logging.Logger:
    """Return the logger `muster.run`. `muster run` listens to it; in Dagster's UI the event log shows the same."""
    logger = logging.getLogger(RUN_LOGGER)
    logger.setLevel(logging.DEBUG)  # the level at which Dagster logs its events
    return logger
