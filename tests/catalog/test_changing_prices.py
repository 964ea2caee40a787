"""The page on which staff change many prices at once."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from storefront.catalog.models import SalePrice, Variant
from storefront.catalog.pricing import How, PriceRule
from storefront.catalog.services import Price, change_prices
from storefront.catalog.signals import prices_changed
from tests.builders import heard, variant

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def ann(admin_client):
    """The owner, in English."""
    admin_client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return admin_client


def page_of(*variants: Variant) -> str:
    ids = ",".join(str(row.product_id) for row in variants)
    return f"{reverse('admin:catalog_prices')}?ids={ids}"


def rule(**typed: object) -> dict[str, object]:
    return {"preview": "1", "how": "percent", "value": "-10", "step": "1000"} | typed


def answer(response, **anew: str) -> dict[str, object]:
    """What the table would send back; `mug_price` and the like are typed anew."""
    data: dict[str, object] = {"save": "1"}
    for row in response.context["rows"]:
        for field in row:
            name = f"{row.variant.sku}_{field.name}"
            value = field.value() if field.value() is not None else ""
            data[field.html_name] = anew.get(name, value)
    return data


def prices() -> dict[str, tuple[int, int | None]]:
    rows = Variant.objects.values_list("sku", "price", "compare_at_price")
    return {sku: (price, before) for sku, price, before in rows}


@pytest.mark.parametrize(
    ("value", "step", "old", "new"),
    [
        ("-10", 1000, 125_000, 113_000),
        ("12.5", 1, 1_000, 1_125),
        ("-90", 1000, 3_000, 1_000),
        ("0", 500, 1_249, 1_000),
        ("0", 500, 1_250, 1_500),
    ],
)
def test_percent_is_rounded_to_the_step_and_never_to_nothing(value, step, old, new):
    by_rule = PriceRule(How.PERCENT, Decimal(value), step)

    assert by_rule.price(Variant(price=old)) == Price(new)


def test_a_rule_shows_the_new_prices_and_saves_nothing(ann):
    mug = variant("mug", price=125_000)

    response = ann.post(page_of(mug), rule(show_before="on"))

    assert [row["price"].value() for row in response.context["rows"]] == ["113,000"]
    assert [row["before"].value() for row in response.context["rows"]] == ["125,000"]
    assert prices() == {"mug": (125_000, None)}


def test_the_prices_shown_are_saved_together_and_told_of_once(ann):
    mug, pot = variant("mug", price=125_000), variant("pot", price=9_000)
    shown = ann.post(page_of(mug, pot), rule(show_before="on"))

    with heard(prices_changed) as calls:
        response = ann.post(
            page_of(mug, pot), answer(shown, pot_price="8.500"), follow=True
        )

    assert prices() == {"mug": (113_000, 125_000), "pot": (8_500, 9_000)}
    assert [call["variant_ids"] for call in calls] == [[mug.pk, pot.pk]]
    assert "2 prices changed." in response.text


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"mug_price": "12,5"}, "has decimals, but this currency has none"),
        ({"mug_price": "0"}, "A price is above zero."),
        ({"mug_price": "-1"}, "An amount cannot be below zero."),
        ({"mug_price": "9" * 20}, "This amount is too high."),
        ({"mug_price": ""}, "This field is required."),
        ({"mug_price": "90", "mug_before": "80"}, "The price before must be above"),
        ({"mug_price": "90", "mug_seen_price": "x"}, "Enter a whole number."),
        ({"mug_price": "9\x000"}, "is not an amount."),
    ],
)
def test_one_wrong_row_changes_nothing_and_is_marked(ann, typed, message):
    mug, pot = variant("mug", price=125_000), variant("pot", price=9_000)
    shown = ann.get(page_of(mug, pot))

    response = ann.post(page_of(mug, pot), answer(shown, pot_price="8000", **typed))

    assert "Nothing was changed: see the rows marked below." in response.text
    rows = response.context["rows"]
    assert message in str(rows[0].errors)
    assert not rows[1].errors
    assert prices() == {"mug": (125_000, None), "pot": (9_000, None)}


def test_a_price_changed_meanwhile_is_shown_before_it_is_overwritten(ann):
    mug = variant("mug", price=125_000)
    shown = ann.get(page_of(mug))
    change_prices(prices={mug.pk: Price(100_000)})

    again = ann.post(page_of(mug), answer(shown, mug_price="110,000"))
    assert "This price was changed meanwhile." in again.text
    assert prices() == {"mug": (100_000, None)}

    ann.post(page_of(mug), answer(again))
    assert prices() == {"mug": (110_000, None)}


def test_a_row_left_alone_keeps_what_another_made_of_it(ann):
    mug, pot = variant("mug", price=125_000), variant("pot", price=9_000)
    shown = ann.get(page_of(mug, pot))
    change_prices(prices={mug.pk: Price(100_000)})

    ann.post(page_of(mug, pot), answer(shown, pot_price="8000"))

    assert prices() == {"mug": (100_000, None), "pot": (8_000, None)}


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"value": "ten"}, "Write percent like -10 or +5."),
        ({"value": "-99"}, "Prices can change by -90 to 500 percent."),
        ({"value": ""}, "This field is required."),
        ({"how": "set", "value": "12,5"}, "has decimals, but this currency has none"),
        ({"how": "guess"}, "Select a valid choice."),
        ({"step": "0"}, "Select a valid choice."),
    ],
)
def test_a_rule_nobody_means_is_refused(ann, typed, message):
    mug = variant("mug", price=125_000)

    response = ann.post(page_of(mug), rule(**typed))

    assert message in str(response.context["rule"].errors)
    assert prices() == {"mug": (125_000, None)}


@pytest.mark.parametrize("ids", ["", "x", "-1", "9" * 40, "1," * 5000, "\x00", "１"])
def test_an_odd_address_does_no_harm(ann, ids):
    response = ann.get(reverse("admin:catalog_prices"), {"ids": ids})

    assert response.status_code == 200


def later(**anew: str) -> dict[str, str]:
    return {"sale_from": "2090-12-11T20:00", "sale_until": "2090-12-13T00:00"} | anew


def test_with_a_period_the_new_prices_are_sale_prices_and_wait(ann):
    mug, pot = variant("mug", price=125_000), variant("pot", price=9_000)
    shown = ann.get(page_of(mug, pot))

    response = ann.post(
        page_of(mug, pot), answer(shown, mug_price="99000") | later(), follow=True
    )

    assert "1 sale price set." in response.text
    assert prices() == {"mug": (125_000, None), "pot": (9_000, None)}
    [sale] = SalePrice.objects.all()
    assert (sale.variant, sale.amount) == (mug, 99_000)
    assert (sale.ends_at - sale.starts_at) == timedelta(hours=28)


def test_with_an_end_alone_the_sale_begins_at_once(ann):
    mug = variant("mug", price=125_000)
    shown = ann.get(page_of(mug))

    ann.post(page_of(mug), answer(shown, mug_price="99000") | later(sale_from=""))

    assert prices() == {"mug": (99_000, 125_000)}


@pytest.mark.parametrize(
    ("typed", "period", "message"),
    [
        ({"mug_price": "130000"}, {}, "A sale price is below the usual price."),
        ({"mug_price": "99000"}, {"sale_until": "2090-12-11T20:00"}, "must end after"),
        (
            {"mug_price": "99000"},
            {"sale_from": "", "sale_until": "2020-01-01T00:00"},
            "This moment is over already.",
        ),
        ({"mug_price": "99000"}, {"sale_from": "soon"}, "Enter a valid date/time."),
    ],
)
def test_a_period_that_cannot_be_changes_nothing(ann, typed, period, message):
    mug = variant("mug", price=125_000)
    shown = ann.get(page_of(mug))

    response = ann.post(page_of(mug), answer(shown, **typed) | later(**period))

    assert message in response.text
    assert (prices(), SalePrice.objects.count()) == ({"mug": (125_000, None)}, 0)


def test_a_sale_on_a_price_changed_meanwhile_is_not_set(ann):
    mug = variant("mug", price=125_000)
    shown = ann.get(page_of(mug))
    change_prices(prices={mug.pk: Price(100_000)})

    ann.post(page_of(mug), answer(shown, mug_price="99000") | later())

    assert not SalePrice.objects.exists()
