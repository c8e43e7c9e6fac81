"""What makes another version of an article: words, and not how they are set."""

# ruff: noqa: RUF001 - the texts are as they are printed
import pytest

from pipelines.cleaning.fingerprint import article_version

TITLE = "Seoul puts losses at 4,700"
TEXT = 'About 4,700 soldiers were killed or wounded, "the agency" said - it\'s the first count.\nSome 600 died...'


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("\n", "\n\n"),
        TEXT.replace("\n", "\r\n  "),
        TEXT.replace('"the agency"', "“the agency”"),
        TEXT.replace("it's", "it’s"),
        TEXT.replace(" - ", " – "),
        TEXT.replace("4,700 soldiers", "4,700\u00a0soldiers"),
        TEXT.replace("wounded", "woun\u00added"),
        TEXT.replace("...", "…"),
        f"{TEXT}\n",
    ],
)
def test_how_a_text_is_set_makes_no_other_version(text):
    """A new system of the publisher's, another template, another export: nobody has said anything else."""
    assert text != TEXT
    assert article_version(TITLE, text) == article_version(TITLE, TEXT)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (TITLE, TEXT.replace("4,700", "4,800")),
        (TITLE, TEXT.replace("4,700", "4.700")),
        (TITLE, TEXT.replace("About ", "")),
        (TITLE, TEXT.replace("were", "may have been")),
        (TITLE, TEXT + " It was corrected later."),
        (TITLE.replace("4,700", "4,800"), TEXT),
        (None, TEXT),
        ("", TEXT),
    ],
)
def test_other_words_make_another_version(title, text):
    """A figure, a hedge, a correction, a headline."""
    assert article_version(title, text) != article_version(TITLE, TEXT)
