"""What identifies an article and its versions, and the version of the rules that made it."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from importlib.resources import files

from courlan import clean_url

from pipelines.records import content_key

LIBRARIES = ("trafilatura", "htmldate", "courlan", "py3langid", "charset-normalizer", "lxml")
"""The libraries whose release can change what a page says."""


def article_id(canonical_url: str) -> str:
    """Return the key of an article: the same address is the same article, however its text changes."""
    return content_key(canonical_url)


def article_version(title: str | None, text: str) -> str:
    """Return the key of what an article says: a changed title or text is another version."""
    return content_key(title, text)


def canonical_url(stated: str | None, found_at: str) -> str:
    """Return the address that identifies an article: the one it states, else where it was found.

    Tracking parameters and a port that goes without saying are taken off. An address that is not on the web
    (`folder://...`) is returned as it is.
    """
    for address in (stated, found_at):
        if address and address.startswith(("http://", "https://")):
            cleaned = clean_url(address)
            if cleaned:
                return str(cleaned)
    return found_at


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
