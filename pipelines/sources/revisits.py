"""When an address is asked for again: soon after it was new, then ever more rarely, then never. See `revisits.yml`."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from pipelines.errors import UserError

if TYPE_CHECKING:
    from pipelines.records import Visit

REVISITS = Path(__file__).with_name("revisits.yml")

_UNITS = {"min": "minutes", "h": "hours", "d": "days"}


def _span(text: Any) -> dt.timedelta:
    found = re.fullmatch(r"(\d{1,5}) *(min|h|d)", text) if isinstance(text, str) else None
    if found is None:
        msg = "expected a time such as 30 min, 6 h or 7 d"
        raise ValueError(msg)
    return dt.timedelta(**{_UNITS[found[2]]: int(found[1])})


Span = Annotated[dt.timedelta, BeforeValidator(_span)]


class Revisits(BaseModel):
    """When addresses are due again."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    after_first_asked: tuple[Span, ...]
    """Since an address was first asked for."""
    after_failures: Annotated[tuple[Span, ...], Field(min_length=1)]
    """Since the last of so many failures in a row."""
    whole_after: Span
    """How old a page may be before it is asked for without asking whether it has changed."""

    def next_due(self, first_asked: dt.datetime, now: dt.datetime, failures: int) -> dt.datetime | None:
        """Return when an address that was asked for `now` is due again; null where it is left alone for good.

        Args:
            first_asked: When it was asked for the first time.
            now: When it was asked for the last time.
            failures: How many times in a row it has failed by now.
        """
        if failures:
            return now + self.after_failures[min(failures, len(self.after_failures)) - 1]
        return next((due for span in sorted(self.after_first_asked) if (due := first_asked + span) > now), None)

    def asks_whether_changed(self, visit: Visit, now: dt.datetime) -> bool:
        """Return whether the host may answer that the page has not changed."""
        return visit.read_at is not None and now - visit.read_at < self.whole_after


@cache
def load_revisits(path: Path = REVISITS) -> Revisits:
    """Read and check the file.

    Raises:
        UserError: It cannot be read, or holds what it should not.
    """
    try:
        return Revisits(**YAML(typ="safe").load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, YAMLError, TypeError) as error:
        raise UserError(f"{path}: cannot be read: {' '.join(str(error).split())}") from None
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise UserError(
            f"{path}: {field}: {first['msg'].removeprefix('Value error, ')}, got {first['input']!r}"
        ) from None
