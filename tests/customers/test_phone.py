import pytest
from django import forms

from storefront.customers.phones import PhoneField


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0912345678", "+84912345678"),
        ("091 234 56 78", "+84912345678"),
        ("0912.345.678", "+84912345678"),
        ("+84 912 345 678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("0084912345678", "+84912345678"),
        ("(024) 3825 2345", "+842438252345"),
        ("０９１２３４５６７８", "+84912345678"),
        ("+49 30 123456", "+4930123456"),
    ],
)
def test_is_stored_in_one_form_however_it_is_written(typed, stored):
    assert PhoneField().clean(typed) == stored


@pytest.mark.parametrize(
    "typed",
    ["12", "abc", "0912345", "+84", "09123456789012", "113", "0912345678;ext=5", "--"],
)
def test_says_how_to_write_it_when_nobody_could_call(typed):
    with pytest.raises(forms.ValidationError, match="0912 345 678"):
        PhoneField().clean(typed)
