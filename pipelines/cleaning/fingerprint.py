"""What identifies an article and its versions, and the version of the rules that made it."""

from __future__ import annotations

import hashlib
import unicodedata
from importlib.metadata import version
from importlib.resources import files

from pipelines.cleaning.addresses import address_key
from pipelines.records import content_key

LIBRARIES = ("trafilatura", "htmldate", "courlan", "tld", "datasketch", "py3langid", "charset-normalizer", "lxml")
"""The libraries whose release can change what a page says."""


SAME = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032`", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", None),
        "\u2026": "...",
    }
)
"""Characters that look alike, or like nothing: publishers' systems exchange them, and nobody has said anything else."""


def article_id(canonical_url: str) -> str:
    """Return the key of an article: the same address is the same article, however its text changes."""
    return content_key(address_key(canonical_url))


def article_version(title: str | None, text: str) -> str:
    """Return the key of what an article says: changed words, figures or signs in title or text are another version.

    How a text is laid out and set (line ends, blanks, curled quotes, the length of dashes) is no part of it.
    """
    return content_key(None if title is None else _plain(title), _plain(text))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text.translate(SAME)).split())


def _rules_version() -> str:
    # The rules are this folder's code and data: hashed, so that no change can forget to raise the version.
    digest = hashlib.sha256()
    for name in LIBRARIES:
        digest.update(f"{name} {version(name)}\n".encode())
    for file in sorted(files(__package__).iterdir(), key=lambda file: file.name):
        if file.name.endswith((".py", ".yml")):
            digest.update(file.name.encode() + b"\n" + file.read_bytes())
    # What it holds decides which characters of a page stay.
    digest.update(files("pipelines").joinpath("printable.py").read_bytes())
    return digest.hexdigest()[:8]


CLEANER_VERSION = f"1-{_rules_version()}"
"""Changes with every change to the cleaning code, its data, or the libraries under it."""
