"""From bytes to text, whatever the header and the page declare."""

# ruff: noqa: RUF001 - the texts are as they are printed
from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.cleaning.decoding import NotText, decode

KOREAN = "북한군 4,700명이 사상했다고 국가정보원이 밝혔다. 이 가운데 600명이 숨진 것으로 추정된다. "
RUSSIAN = "По данным разведки, погибли или ранены около 4700 северокорейских военных. "
FRENCH = "Près de 4 700 soldats nord-coréens ont été tués ou blessés, a déclaré l’agence à Séoul. "
ENGLISH = "The agency said “about 4,700” soldiers were killed or wounded – £3 million was paid. "


def html(text, meta=None):
    declared = f'<meta charset="{meta}">' if meta else ""
    return f"<html><head>{declared}<title>x</title></head><body><p>{text * 5}</p></body></html>"


@pytest.mark.parametrize("text", [KOREAN, RUSSIAN, FRENCH, ENGLISH])
@pytest.mark.parametrize("declared", [None, "iso-8859-1", "euc-kr", "windows-1251", "utf-16", "x-unknown", "zlib"])
def test_utf8_is_read_as_utf8_whatever_the_header_says(text, declared):
    """Text in another charset is practically never valid UTF-8."""
    assert decode(html(text).encode(), declared) == html(text)


@pytest.mark.parametrize(
    ("text", "charset", "label"),
    [
        (KOREAN, "cp949", "euc-kr"),
        (KOREAN, "euc-kr", "ks_c_5601-1987"),
        (RUSSIAN, "cp1251", "windows-1251"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (FRENCH, "cp1252", "iso-8859-1"),
        (ENGLISH, "cp1252", "windows-1252"),
        ("金正恩会见了普京，约一万名士兵。", "gb18030", "gb2312"),
        ("北朝鮮の兵士約1万人がロシアに派遣された。", "cp932", "Shift_JIS"),
    ],
)
def test_a_charset_that_is_declared_rightly_is_believed(text, charset, label):
    """In the header, or in the page; by the names that browsers know, with what they take them to mean."""
    assert decode(html(text).encode(charset), label) == html(text)
    assert decode(html(text, meta=label).encode(charset)) == html(text, meta=label)


@pytest.mark.parametrize("declared", ["utf-8", None, "x-unknown"])
@pytest.mark.parametrize(("text", "charset"), [(KOREAN, "cp949"), (RUSSIAN, "cp1251"), (FRENCH, "cp1252")])
def test_a_charset_that_nobody_declares_is_found(text, charset, declared):
    """A header that says UTF-8 over a page in another charset is no help."""
    assert text.strip() in decode(html(text).encode(charset), declared)


def test_the_page_is_believed_before_the_header():
    """A server declares one charset for all its pages."""
    assert decode(html(RUSSIAN, meta="windows-1251").encode("cp1251"), "iso-8859-1") == html(
        RUSSIAN, meta="windows-1251"
    )


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides(charset):
    """And is not part of the text."""
    assert decode(html(KOREAN).encode(charset), "iso-8859-1") == html(KOREAN)


def test_a_few_broken_bytes_do_not_make_it_another_charset():
    """A page cut off within a letter, or with a stray byte from elsewhere, is still UTF-8."""
    body = html(RUSSIAN).encode()
    cut = body[: body.index("разведки".encode()) + 5]
    assert decode(cut) == html(RUSSIAN)[: html(RUSSIAN).index("разведки") + 2] + "\ufffd"
    assert "разведки" in decode(body + b"\xff")


@pytest.mark.parametrize(
    "body",
    [
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\x00\x01",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"PK\x03\x04\x14\x00\x00\x00\x08\x00",
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
        b"\x01\x02\x03\x04\x05\x06\x07\x08" * 10,
    ],
)
def test_what_is_no_text_is_said_to_be_none(body):
    """A document, a picture, an archive, rubbish - under whatever name it came."""
    found = decode(body, "utf-8")
    assert isinstance(found, NotText)
    assert found.reason == "not_text"


def test_nothing_is_an_empty_text():
    """That it holds no article is found elsewhere."""
    assert decode(b"") == ""
    assert decode(b"\xef\xbb\xbf") == ""


def test_line_ends_are_one_newline_and_letters_stay_as_they_are():
    """Composed and decomposed letters are not made one: every span counts code points."""
    assert decode("e\u0301\r\né\ra\n".encode()) == "e\u0301\né\na\n"


@settings(deadline=None)
@given(st.binary(max_size=400), st.none() | st.sampled_from(["utf-8", "euc-kr", "utf-16", "base64", "\x00", "é"]))
def test_any_bytes_give_a_text_or_a_reason(body, declared):
    """Never an error, and the same again the second time."""
    found = decode(body, declared)
    assert isinstance(found, str | NotText)
    assert decode(body, declared) == found
    if isinstance(found, str):
        assert "\r" not in found
        found.encode("utf-8")


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_any_text_comes_back_from_utf8(text):
    """But for a mark of byte order at its start."""
    assert decode(text.encode(), "euc-kr") == text.removeprefix("\ufeff")
