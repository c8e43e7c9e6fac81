"""Takes control characters out of pages: what is stored is printed, by this program and by others."""

from __future__ import annotations

import dataclasses
import html
import re
from typing import TYPE_CHECKING, Any

from pipelines.printable import STEERING, unsteered

if TYPE_CHECKING:
    from pipelines.cleaning.html import Extracted

_REFERENCE = re.compile(r"&#(?:[0-9]{1,8}|[xX][0-9a-fA-F]{1,8});?")
"""A character that HTML spells out by its number."""


def unsteered_html(text: str) -> str:
    """Return HTML without control characters, written or spelled out; one of them, and parsers find no article."""
    return _REFERENCE.sub(_without_control, unsteered(text))


def unsteered_fields(extracted: Extracted) -> Extracted:
    """Return what was extracted without those that the parser made of the rest."""
    found = {field.name: getattr(extracted, field.name) for field in dataclasses.fields(extracted)}
    texts: dict[str, Any] = {name: unsteered(value) for name, value in found.items() if isinstance(value, str)}
    return dataclasses.replace(extracted, **texts)


def _without_control(reference: re.Match[str]) -> str:
    character = html.unescape(reference[0])
    return reference[0] if character and not STEERING.search(character) else " "
