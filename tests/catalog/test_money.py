"""Amounts as people type them, and as the shop shows them."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from storefront.catalog.models import HIGHEST_PRICE
from storefront.catalog.money import format_amount, format_money, parse_money


@pytest.mark.parametrize(
    ("amount", "currency", "language", "text"),
    [
        (125_000, "VND", "vi", "125.000\xa0₫"),
        (125_000, "VND", "en", "₫125,000"),
        (0, "VND", "vi", "0\xa0₫"),
        (1250, "USD", "vi", "12,50\xa0US$"),
        (1250, "USD", "en", "$12.50"),
    ],
)
def test_shows_an_amount_as_the_language_does(amount, currency, language, text):
    assert format_money(amount, currency, language) == text


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.200.000 đ", 1_200_000),
        ("1,200,000", 1_200_000),
        ("1 200 000", 1_200_000),
        ("1\xa0200\xa0000\xa0₫", 1_200_000),
        ("₫125,000", 125_000),
        ("125.000vnđ", 125_000),
        ("125000 VND", 125_000),
        ("１２５．０００", 125_000),
        ("  5  ", 5),
        ("0", 0),
        ("007", 7),
    ],
)
def test_reads_what_people_write(text, amount):
    assert parse_money(text, "VND") == amount


@pytest.mark.parametrize(
    ("text", "language", "amount"),
    [
        ("12,50", "vi", 1250),
        ("12.50", "en", 1250),
        ("1.200,5", "vi", 120_050),
        ("1,200.5 USD", "en", 120_050),
        ("$7", "en", 700),
    ],
)
def test_the_language_decides_which_sign_is_the_decimal_one(text, language, amount):
    assert parse_money(text, "USD", language=language) == amount


@pytest.mark.parametrize("text", ["12,5", "12.5", "125.00", "1,2345"])
def test_says_that_the_dong_has_no_decimals(text):
    with pytest.raises(ValidationError) as refusal:
        parse_money(text, "VND")

    assert refusal.value.messages[0] == (
        f"“{text}” has decimals, but this currency has none: write whole amounts, such"
        " as 125.000 or 125000."
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "required"),
        (" đ ", "required"),
        ("  -5", "negative"),
        ("−5", "negative"),
        ("1.200,000", "unreadable"),
        ("1.20.000", "unreadable"),
        ("12²", "unreadable"),
        ("1e5", "unreadable"),
        ("5\x006", "unreadable"),
        ("mười", "unreadable"),
        ("١٢٥", "unreadable"),
        ("1 2", "unreadable"),
        ("9" * 14, "too_high"),
        ("9" * 5000, "unreadable"),
    ],
)
def test_refuses_what_is_not_an_amount(text, code):
    with pytest.raises(ValidationError) as refusal:
        parse_money(text, "VND")

    assert refusal.value.code == code


def test_the_message_can_be_shown_whatever_was_typed():
    with pytest.raises(ValidationError) as refusal:
        parse_money("a\x00\ud800b", "VND")

    assert refusal.value.messages[0].startswith("“ab” is not an amount.")


@given(
    st.integers(0, HIGHEST_PRICE),
    st.sampled_from(["VND", "USD"]),
    st.sampled_from(["vi", "en"]),
)
def test_reads_back_what_it_shows(amount, currency, language):
    for show in (format_money, format_amount):
        shown = show(amount, currency, language)
        assert parse_money(shown, currency, language=language) == amount


@given(st.text(), st.sampled_from(["VND", "USD"]), st.sampled_from(["vi", "en"]))
def test_any_text_is_an_amount_or_a_refusal(text, currency, language):
    with suppress(ValidationError):
        assert 0 <= parse_money(text, currency, language=language) <= HIGHEST_PRICE
