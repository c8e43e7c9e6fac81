"""From a page to an article: what is stated, where it comes from, and what no page can do."""

# ruff: noqa: RUF001 - the texts are as they are printed
from __future__ import annotations

import datetime as dt
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.cleaning.article import CLEANER_VERSION, clean
from pipelines.cleaning.fingerprint import article_version
from pipelines.printable import STEERING
from pipelines.records import REJECTION_REASONS, Article, Meta, Page, Rejection, content_key

NOW = dt.datetime(2025, 5, 1, 6, 0, tzinfo=dt.UTC)
ADDRESS = "https://meridian.example/world/nis-toll?utm_source=feed"

FIRST = "About 4,700 North Korean soldiers have been killed or wounded in Russia, Seoul's spy agency told lawmakers."
SECOND = "The figure includes some 600 deaths, lawmaker Lee Seong-kweun told reporters after the closed-door briefing."
THIRD = "About 2,000 wounded soldiers were sent home by air or train between January and March, he said on Wednesday."

HEAD = """
<title>Seoul puts losses at 4,700 | The Meridian Post</title>
<link rel="canonical" href="https://meridian.example/world/nis-toll?fbclid=1">
<meta property="og:site_name" content="The Meridian Post">
<meta property="og:title" content="Seoul puts losses at 4,700">
<meta property="article:published_time" content="2025-04-30T10:00:00+09:00">
<meta property="article:modified_time" content="2025-05-01T01:00:00+09:00">
<meta name="author" content="Jane Roe">
"""


def page(body, **changes):
    fields = {
        "source": "test",
        "address": ADDRESS,
        "final_address": ADDRESS,
        "captured_at": NOW,
        "status": 200,
        "content_type": "text/html",
        "charset": "utf-8",
        "body": body.encode() if isinstance(body, str) else body,
    }
    return Page(**{**fields, **changes})


def html(*paragraphs, head=HEAD):
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<html lang='en'><head>{head}</head><body><article><h1>Seoul puts losses at 4,700</h1>{body}</article></body></html>"


def article(found_page):
    found = clean(found_page)
    assert isinstance(found, Article), found
    return found


def rejection(found_page):
    found = clean(found_page)
    assert isinstance(found, Rejection), found
    assert found.reason in REJECTION_REASONS
    return found


def test_what_a_page_states_is_what_the_article_says():
    """Title, author, publisher, day, address; the text without its title above it."""
    given_page = page(html(FIRST, SECOND, THIRD))
    found = article(given_page)
    assert found.title == "Seoul puts losses at 4,700"
    assert found.text == f"{FIRST}\n{SECOND}\n{THIRD}"
    assert (found.author, found.publisher, found.language) == ("Jane Roe", "The Meridian Post", "en")
    assert (found.published, found.published_from) == ("2025-04-30", "meta")
    assert found.canonical_url == "https://meridian.example/world/nis-toll"
    assert found.article_id == content_key("meridian.example/world/nis-toll")
    assert found.version == article_version(found.title, found.text)
    assert (found.page_id, found.source) == (given_page.page_id, "test")
    assert found.cleaner_version == CLEANER_VERSION


def test_a_page_that_states_nothing_gives_an_article_without():
    """No day is taken from a date in the text, from the clock or from the capture; no publisher from the host."""
    text = f"{FIRST} It was on March 3, 2024 that they met."
    found = article(page(html(text, SECOND, THIRD, head="<title>Losses</title>")))
    assert found.published is found.published_from is found.author is found.publisher is None
    assert found.canonical_url == "https://meridian.example/world/nis-toll"


def test_the_source_speaks_where_the_page_does_not():
    """Its publisher and its country."""
    silent = html(FIRST, SECOND, THIRD, head="<title>Losses</title>")
    found = article(page(silent, publisher_default="The Default", country="KOR"))
    assert (found.publisher, found.country) == ("The Default", "KOR")
    assert article(page(html(FIRST, SECOND, THIRD), publisher_default="The Default")).publisher == "The Meridian Post"


def test_the_meta_file_goes_before_the_page():
    """It is what somebody wrote down about a file in a folder."""
    meta = Meta(title="Another", publisher="Other", url="https://other.example/a", published="2024-01-02")
    place = "folder://clippings/a.html"
    found = article(page(html(FIRST, SECOND, THIRD), meta=meta, address=place, final_address=place))
    assert (found.title, found.publisher, found.canonical_url) == ("Another", "Other", "https://other.example/a")
    assert (found.published, found.published_from) == ("2024-01-02", "sidecar")


def test_what_a_feed_tells_fills_what_the_page_leaves_open():
    """A feed cuts titles, and names itself for the publisher."""
    meta = Meta(title="Seoul puts losses at …", publisher="All news", published="2025-04-29")
    found = article(page(html(FIRST, SECOND, THIRD), meta=meta))
    assert (found.title, found.publisher) == ("Seoul puts losses at 4,700", "The Meridian Post")
    bare = f"<html><body><article><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></article></body></html>"
    found = article(page(bare, meta=meta))
    assert (found.title, found.publisher, found.published) == ("Seoul puts losses at …", "All news", "2025-04-29")
    assert article(page(bare, meta=meta, publisher_default="The Meridian Post")).publisher == "The Meridian Post"


CONTROLS = "&#27;[2J&#x9b;31m&#8238;\x1b]0;x\x07\x9b2J\u202e"


def test_nothing_of_an_article_steers_a_terminal():
    """Neither of a page nor of plain text, whether it stands there or is spelled out."""
    head = HEAD.replace("Seoul puts", f"Seoul {CONTROLS} puts").replace("Jane", f"Jane{CONTROLS}")
    head = head.replace("The Meridian", f"The {CONTROLS}Meridian").replace("nis-toll?", f"nis-toll{CONTROLS}?")
    of_html = article(page(html(f"{FIRST} {CONTROLS}", SECOND, THIRD, head=head)))
    of_text = article(page(f"{FIRST} {CONTROLS}\r\n\r\n{SECOND}", content_type="text/plain"))
    for found in (of_html, of_text):
        shown = [found.title, found.text, found.author, found.publisher, found.canonical_url]
        assert not any(STEERING.search(text) for text in shown if text)
    assert of_text.text.endswith(f"\n\n{SECOND}")


def test_what_a_feed_says_of_a_page_moves_it_to_no_other_site():
    """A feed is written by others; only a file of one's own may say where a page is from."""
    found = article(page(html(FIRST, SECOND, THIRD), meta=Meta(url="https://other.example/a")))
    assert found.canonical_url == "https://meridian.example/world/nis-toll"


def test_a_page_that_gives_another_site_s_address_keeps_its_own():
    """A reprint that points at the agency's page is another outlet's article, and another piece of evidence."""
    reprint = HEAD.replace("https://meridian.example/world/nis-toll?fbclid=1", "https://agency.example/toll")
    assert article(page(html(FIRST, SECOND, THIRD, head=reprint))).canonical_url == (
        "https://meridian.example/world/nis-toll"
    )


def test_a_day_after_the_capture_is_no_day_of_publication():
    """A page cannot be from tomorrow."""
    late = HEAD.replace("2025-04-30", "2031-04-30").replace("2025-05-01", "2031-05-01")
    assert article(page(html(FIRST, SECOND, THIRD, head=late))).published is None


def test_the_latest_day_is_that_of_the_capture_and_not_of_the_clock():
    """A page of the day after is one from where the day begins earlier; of another day, one that errs."""
    body = html(FIRST, SECOND, THIRD, head=HEAD.replace("2025-04-30T10:00:00+09:00", "2025-04-30"))
    assert article(page(body, captured_at=dt.datetime(2025, 4, 29, tzinfo=dt.UTC))).published == "2025-04-30"
    assert article(page(body, captured_at=dt.datetime(2025, 4, 28, tzinfo=dt.UTC))).published is None


def test_plain_text_is_kept_as_it_is():
    """Empty lines, indents, double blanks; only promotional lines go, and line ends become one."""
    text = f"  {FIRST}\r\n\r\n{SECOND}  twice\r\nDon't miss: 300 shells found in barn\r\n{THIRD}\r\n"
    found = article(page(text, content_type="text/plain"))
    assert found.text == f"  {FIRST}\n\n{SECOND}  twice\n{THIRD}"
    assert found.title is None


def test_angle_brackets_in_plain_text_are_text():
    """Nothing is parsed."""
    text = f"<p>{FIRST}</p>\n{SECOND}"
    assert article(page(text, content_type="text/plain")).text == text


def test_letters_are_not_recomposed_in_plain_text():
    """Spans count the code points that were there."""
    text = f"{FIRST} Pre\u0301sident. {SECOND}"
    assert article(page(text, content_type="text/plain")).text == text


def test_what_stands_around_an_article_is_not_in_it():
    """Navigation, consent, captions, other stories, share buttons, forms, comments."""
    body = f"""<html><head>{HEAD}</head><body>
    <div class="consent"><p>We and our 412 partners use cookies to improve your experience.</p></div>
    <nav><ul><li><a href="/">Home</a></li><li><a href="/w">World: 12,000 march</a></li></ul></nav>
    <article><h1>Seoul puts losses at 4,700</h1><p>By Jane Roe</p><p>3 min read</p>
    <p>{FIRST}</p><figure><img src="a.jpg"><figcaption>Some 1,000 on parade. Photo: Reuters</figcaption></figure>
    <p>{SECOND}</p><p><b>Don't miss:</b> <a href="/x">12,000 troops in new parade</a></p>
    <ul><li><a href="/y">Russia loses 900 tanks in a month</a></li><li><a href="/z">Kim unveils 74 missiles</a></li></ul>
    <p><a href="/q">How 300 men crossed the river in one night</a></p>
    <p>Image caption, The gate of the agency, where 40 guards stand</p>
    <div data-testid="newsletter"><p>Every Thursday our editors choose 7 pieces.</p></div>
    <div>Get it in your mailbox <input type="email"><button>Send</button></div>
    <p>{THIRD}</p><p>READ MORE: <a href="/r">Inside the 11th Corps</a></p><p>Share Tweet Email</p>
    <h3>Leave a Reply</h3><p>I heard it was 50,000 dead!</p></article>
    <footer>© 2025 The Meridian Post. All rights reserved.</footer></body></html>"""
    assert article(page(body)).text == f"{FIRST}\n{SECOND}\n{THIRD}"


def test_lists_and_tables_of_facts_stay():
    """What the article itself lists and counts."""
    body = html(FIRST, SECOND, "The governors counted:").replace(
        "</article>",
        "<ul><li>12 killed in <a href='/k'>Kharkiv</a>, officials say</li><li>40 wounded in Kherson</li></ul>"
        "<table><tr><th>Unit</th><th>Killed</th></tr><tr><td>11th Corps</td><td>300</td></tr></table>"
        f"<p>{THIRD}</p></article>",
    )
    lines = article(page(body)).text.split("\n")
    assert "- 12 killed in Kharkiv, officials say" in lines
    assert "- 40 wounded in Kherson" in lines
    assert any("11th Corps" in line and "300" in line for line in lines)


def test_a_line_broken_within_a_sentence_is_one_paragraph():
    """A sentence cut in two would be parsed as two."""
    found = article(page(html(FIRST, "Around 15,000 workers<br>have also been sent to Russia, Lee said.", THIRD)))
    assert "Around 15,000 workers have also been sent to Russia, Lee said." in found.text.split("\n")


@pytest.mark.parametrize("declared", ["utf-8", "euc-kr", "iso-8859-1", None])
def test_a_wrong_charset_header_does_no_harm(declared):
    """To a page in UTF-8, nor to one in Windows-1252."""
    text = f"{FIRST} “Très cher,” he said – and paid £3."
    for charset in ("utf-8", "cp1252"):
        if (declared, charset) == ("euc-kr", "cp1252"):
            continue  # believed, as it decodes: the page says nothing, and the header may be right
        found = article(page(html(text, SECOND, THIRD).encode(charset), charset=declared))
        assert found.text.split("\n")[0] == text


NAMES = (
    "Kim Jong Un, Choe Son Hui, Kim Yo Jong, Pak Jong Chon, Jo Yong Won, Ri Hi Yong, Kim Song Nam: Pyongyang, 30 April"
)
DUTCH = "Noord-Korea stuurt 12.000 soldaten naar Rusland, zegt Seoul woensdag. Meer later op deze pagina, zegt men."


def test_what_is_said_of_the_language_counts_where_a_short_text_does_not_tell():
    """A text that tells goes before what is said of it: declarations are too often wrong, and a source may quote."""

    def language(text, told):
        return article(page(text, content_type="text/plain", meta=Meta(language=told))).language

    assert language(NAMES, None) != "en"
    assert language(NAMES, "en") == "en"
    assert language(DUTCH, "en") == "nl"
    assert language(" ".join([NAMES] * 10), "en") == language(" ".join([NAMES] * 10), None)


def test_another_language_is_an_article_with_its_language():
    """Told from the text, not from what the page declares."""
    german = (
        "Nordkorea hat Russland nach Angaben des Geheimdienstes rund 15.000 Soldaten überlassen, von denen 600 fielen.",
        "Die Abgeordneten sprachen nach der Sitzung mit Journalisten über die Verluste und die Lieferungen von Munition.",
    )
    assert article(page(html(*german))).language == "de"
    korean = "북한군 4,700명이 사상했다고 국가정보원이 밝혔다. 이 가운데 600명이 숨진 것으로 추정된다. " * 3
    assert article(page(html(korean))).language == "ko"


@pytest.mark.parametrize("body", ["", " \n\n ", "<html></html>", "<p></p>", "<!-- x -->", "<script>var x = 1</script>"])
@pytest.mark.parametrize("content_type", ["text/html", None])
def test_an_empty_page_has_no_article(body, content_type):
    """Whatever it is made of."""
    assert rejection(page(body, content_type=content_type)).reason == "no_article"


def test_an_empty_text_has_no_article():
    """Nor has one of promotional lines alone."""
    assert rejection(page("\n \n", content_type="text/plain")).reason == "no_article"
    assert rejection(page("Don't miss: 12 new stories\nSubscribe", content_type="text/plain")).reason == "no_article"


def test_a_headline_alone_is_too_short():
    """With its length told."""
    found = rejection(page("Seoul puts losses at 4,700", content_type="text/plain"))
    assert (found.reason, found.detail) == ("too_short", "26 characters")


def test_a_picture_named_html_is_no_text():
    """What a folder may hold."""
    assert rejection(page(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")).reason == "not_text"


def nested(tag, depth):
    return f"<html><body>{f'<{tag}>' * depth}{FIRST}{f'</{tag}>' * depth}</body></html>"


HOSTILE = {
    "deep nesting": nested("div", 50_000),
    "deep lists": nested("ul><li", 20_000),
    "deep tables": nested("table><tr><td", 5_000),
    "deep emphasis": nested("b", 50_000),
    "unclosed": "<div><p><a href='x'>" * 20_000,
    "entity bomb": "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>"
    + "".join(f"<!ENTITY a{n + 1} '&a{n or ''};&a{n or ''};'>" for n in range(30))
    + "]><html><body><p>&a30;</p></body></html>",
    "external entity": "<!DOCTYPE x [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><html><body><p>&x;</p></body></html>",
    "many attributes": "<p " + " ".join(f"a{n}='{n}'" for n in range(20_000)) + f">{FIRST}</p>",
    "a long attribute": f"<a href='{'x' * 1_000_000}'>{FIRST}</a>",
    "one long line": f"<p>{'4,700 soldiers were killed ' * 40_000}</p>",
    "many blanks": f"<p>{' ' * 1_000_000}</p><p>{FIRST}</p>",
    "many lines": "<p>x</p>" * 30_000,
    "broken data": f"<script type='application/ld+json'>{'[' * 50_000}</script><p>{FIRST}</p>",
    "control characters": f"<p>{FIRST}\x08\x0b\x1b[31m</p>" * 3,
    "numeric entities": f"<p>&#0;&#xD800;&#x110000;&#-1;{FIRST}</p>",
    "comment without end": f"<p>{FIRST}</p><!-- " + "-" * 100_000,
    "canonical that is no address": html(FIRST, SECOND, head="<link rel=canonical href='javascript:alert(1)'>"),
    "canonical that is broken": html(FIRST, SECOND, head="<link rel=canonical href='http://[::1'>"),
    "dates that are none": html(FIRST, SECOND, head="<meta property='article:published_time' content='9999-99-99'>"),
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_page_is_harmless(body):
    """No error, no long wait, nothing of this computer in the text."""
    start = time.monotonic()
    found = clean(page(body))
    assert time.monotonic() - start < 20
    assert isinstance(found, Article | Rejection)
    if isinstance(found, Article):
        assert "root:" not in found.text
        assert found.text.isprintable() or "\n" in found.text or "\t" in found.text
        assert found.canonical_url.startswith("https://meridian.example/")


def test_a_huge_page_is_read_in_bearable_time():
    """5 MB of paragraphs."""
    paragraphs = [f"{number}. {FIRST} {SECOND}" for number in range(25_000)]
    start = time.monotonic()
    found = article(page(html(*paragraphs)))
    assert time.monotonic() - start < 60
    assert found.text.count("4,700") >= 25_000


def test_a_page_of_too_many_elements_is_told_as_such():
    """Time would grow with their square."""
    start = time.monotonic()
    found = rejection(page(f"<article>{'<h2>x</h2>' * 300_000}</article>"))
    assert time.monotonic() - start < 20
    assert (found.reason, found.detail) == ("no_article", "more than 60,000 elements")


def test_the_same_page_gives_the_same_article_after_others():
    """Nothing is remembered from page to page."""
    given_page = page(html(FIRST, SECOND, THIRD))
    before = clean(given_page)
    for number in range(5):
        clean(page(html(FIRST, SECOND, THIRD, f"{THIRD} ({number})")))
        clean(given_page)
    assert clean(given_page) == before


def test_a_changed_text_is_a_new_version_of_the_same_article():
    """A correction at the same address."""
    before = article(page(html(FIRST, SECOND, THIRD)))
    after = article(page(html(FIRST, SECOND.replace("600", "300"), THIRD)))
    assert before.article_id == after.article_id
    assert before.version != after.version


def test_the_capture_is_no_part_of_what_an_article_says():
    """Captured another day, it is the same article in the same version."""
    first = article(page(html(FIRST, SECOND, THIRD)))
    later = article(page(html(FIRST, SECOND, THIRD), captured_at=NOW + dt.timedelta(days=30), source="other"))
    assert (first.article_id, first.version, first.published) == (later.article_id, later.version, later.published)


ADDRESSES = st.sampled_from([ADDRESS, "folder://test/a.html", "http://x/", "https://[::1]/"])


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")), ADDRESSES)
def test_any_page_gives_an_article_or_a_reason(body, address):
    """Whatever the bytes; and the same twice."""
    for content_type in ("text/html", "text/plain"):
        given_page = page(body, content_type=content_type, address=address, final_address=address, charset=None)
        found = clean(given_page)
        assert found == clean(given_page)
        if isinstance(found, Rejection):
            assert found.reason in REJECTION_REASONS


TAGS = st.sampled_from(
    ["p", "div", "li", "ul", "h2", "table", "td", "tr", "b", "a href='x'", "figcaption", "br", "article"]
)
FRAGMENTS = st.lists(
    st.tuples(TAGS, st.sampled_from([FIRST, SECOND, "Read more", "x", ""]), st.booleans()), max_size=15
)


@settings(deadline=None, max_examples=100)
@given(FRAGMENTS)
def test_any_soup_of_tags_gives_whole_lines(parts):
    """No empty paragraph, no blank at its ends, no tag left over."""
    soup = "".join(f"<{tag}>{text}{f'</{tag.split()[0]}>' if is_closed else ''}" for tag, text, is_closed in parts)
    found = clean(page(f"<html><body>{soup}</body></html>"))
    if isinstance(found, Article):
        assert all(line == line.strip() and line for line in found.text.split("\n"))
        assert "<p" not in found.text


def test_an_unknown_type_is_read_as_html():
    """A server that says nothing most likely serves pages."""
    assert article(replace(page(html(FIRST, SECOND, THIRD)), content_type=None)).text.startswith(FIRST)
