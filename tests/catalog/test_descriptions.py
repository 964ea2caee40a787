"""Descriptions: harmless HTML for pages, plain text for channels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.catalog.descriptions import clean, plain_text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<p>Soft <b>cotton</b></p>", "<p>Soft <b>cotton</b></p>"),
        ("<script>alert(1)</script><p>Cup</p>", "<p>Cup</p>"),
        ('<p onclick="x()" style="color:red">Cup</p>', "<p>Cup</p>"),
        ('<a href="javascript:x()">Cup</a>', '<a rel="noopener noreferrer">Cup</a>'),
        ("<img src=x onerror=x()><p>Cup", "<p>Cup</p>"),
        ("one\ntwo\n\nthree < four", "<p>one<br>two</p>\n<p>three &lt; four</p>"),
        ("a\x00b\ud800c", "<p>abc</p>"),
        ("", ""),
    ],
)
def test_keeps_what_is_harmless(typed, kept):
    assert clean(typed) == kept


def test_says_the_same_in_plain_text():
    html = (
        "<h3>Care</h3><p>Wash at&nbsp;30°,<br>dry &amp; fold.</p>"
        "<ul><li>A</li><li>B</li></ul>"
    )

    assert plain_text(html) == "Care\n\nWash at 30°,\ndry & fold.\n\n- A\n- B"


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    once = clean(text)

    assert clean(once) == once


@given(st.text(alphabet="<>/abpli&; \n\"='"))
def test_no_tag_is_left_in_plain_text(text):
    assert not set(plain_text(clean(f"<p>{text}</p>")).split()) & {"<p>", "<b>", "</p>"}
