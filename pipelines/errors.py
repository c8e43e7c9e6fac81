"""Errors that are shown to a person."""

from __future__ import annotations


class UserError(Exception):
    """Something the user can mend: its message is one line that names the place and the next step.

    The command line prints the message and exits with 1; nothing else is shown.
    """


class BusyError(UserError):
    """A file is in use by somebody else: it may be free in a while, so a run that nobody watches tries again."""
