"""One request and its answer as they went over the wire: what the archive keeps of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import datetime as dt

Headers = tuple[tuple[str, str], ...]

Truncated = Literal["length", "time", "disconnect", "unspecified"]
"""Why a body is not whole (WARC 1.1, 5.13)."""


@dataclass(frozen=True, slots=True)
class Message:
    """A request and the answer to it. The body is decompressed; the headers are as they came."""

    address: str
    asked_at: dt.datetime
    """In UTC."""
    ip_address: str | None
    """What was connected to."""
    request_line: str
    request_headers: Headers
    status: int
    reason: str
    headers: Headers
    body: bytes
    truncated: Truncated | None
    """Null where the body is whole."""

    def header(self, name: str) -> str | None:
        """Return the first header of a name, in any case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)
