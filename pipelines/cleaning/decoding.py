"""From bytes to text, whatever the header says.

Valid UTF-8 that holds more than ASCII is UTF-8: text in another charset is practically never valid UTF-8 by
chance. Only then is a declaration believed, the page's own before the header's (a server declares one charset for
every page, an author for this one), and only then is the charset guessed.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# What browsers take these labels to mean: https://encoding.spec.whatwg.org/#names-and-labels
SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "tis-620": "cp874",
}

META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)
XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{1,40})""")
DECLARATION_BYTES = 4096
"""HTML requires the declaration within the first 1024 bytes; pages in the wild are later."""

SAMPLE_BYTES = 200_000
"""What a guess looks at."""

MARKUP = re.compile(rb"<(?:script|style)\b.*?</|<[^>]*>", re.IGNORECASE | re.DOTALL)
LETTERS = re.compile(rb"[A-Za-z\x80-\xff]")
WESTERN = 0.1
"""Share of bytes above ASCII among a text's letters below which it is written in Latin letters: French has 0.04."""

MULTIBYTE = re.compile(r"[^\x00-\x7f\ufffd]")
MAX_UNPRINTABLE = 0.02
"""Share of control and replacement characters above which the bytes were no text."""

UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")


@dataclass(frozen=True, slots=True)
class NotText:
    """The bytes are no text, or text in a charset that cannot be told."""

    reason: str
    """`not_text` or `undecodable`."""
    detail: str


def decode(body: bytes, declared: str | None = None) -> str | NotText:
    """Return the text of a page, with line ends normalised to a newline.

    Args:
        body: The page's bytes.
        declared: The charset that the HTTP header declared, which may be wrong.
    """
    for bom, charset in BOMS:
        if body.startswith(bom):
            return _checked(body.decode(charset, "replace"))
    if b"\x00" in body[:SAMPLE_BYTES]:
        return NotText("not_text", "holds NUL bytes")
    try:
        return _checked(body.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    mended = body.decode("utf-8", "replace")
    # A few broken bytes (cut off, or two pages glued together) don't make it another charset.
    if len(MULTIBYTE.findall(mended)) > 4 * mended.count("\ufffd"):
        return _checked(mended)
    found = _believed(body, declared) or _guessed(body)
    if found is None:
        return NotText("undecodable", f"no charset fits (declared: {declared or 'none'})")
    return _checked(body.decode(found, "replace"))


def _believed(body: bytes, declared: str | None) -> str | None:
    start = body[:DECLARATION_BYTES]
    said = META_CHARSET.search(start) or XML_ENCODING.search(start)
    labels = [said[1].decode("ascii")] if said else []
    labels += [declared] if declared else []
    for label in labels:
        charset = _codec(label)
        if charset is None or charset.startswith("utf"):
            continue
        broken = body.decode(charset, "replace").count("\ufffd")
        if broken <= len(body) * 0.001:
            return charset
    return None


def _codec(label: str) -> str | None:
    try:
        info = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    # Python also knows "charsets" that turn bytes into bytes.
    if not getattr(info, "_is_text_encoding", True):
        return None
    return SUPERSETS.get(info.name, info.name)


def _guessed(body: bytes) -> str | None:
    letters = LETTERS.findall(MARKUP.sub(b" ", body[:SAMPLE_BYTES]))
    if sum(letter >= b"\x80" for letter in letters) < len(letters) * WESTERN:
        # Too few to tell Windows-1252 from its neighbours by; browsers, too, take it for what nobody declares.
        return "cp1252"
    best = from_bytes(body[:SAMPLE_BYTES]).best()
    return None if best is None else _codec(best.encoding)


def _checked(text: str) -> str | NotText:
    if len(UNPRINTABLE.findall(text)) > len(text) * MAX_UNPRINTABLE:
        return NotText("not_text", "holds control characters")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
