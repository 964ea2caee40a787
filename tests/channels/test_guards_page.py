"""The page on which staff let prices out and say what is kept back."""

import re

import pytest
from django.urls import reverse

from storefront.channels.models import Buffer, Caution, HeldPrice, Offer
from tests.builders import variant
from tests.channels.engine import set_price, sync, turn
from tests.people import bob

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def ann(admin_client):
    """The owner, in English."""
    admin_client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return admin_client


@pytest.fixture
def shop(connect):
    return connect(name="Market")


def page_of(connection) -> str:
    return reverse("admin:channels_guards", args=[connection.pk])


def slip(shop, *skus: str) -> None:
    mugs = [variant(sku, price=199_000) for sku in skus]
    sync(shop)
    for mug in mugs:
        set_price(mug, 1_990)
    turn(shop)


def button(page, text: str) -> str:
    """What the first button with this text sends."""
    before = page.text.partition(text)[0]
    return before.rpartition('name="approve" value="')[2].partition('"')[0]


def test_a_price_that_waits_is_shown_beside_the_one_that_is_there(ann, shop):
    slip(shop, "mug")

    text = ann.get(page_of(shop)).text

    prices = re.findall(r'<td class="number"[^>]*>(?:<strong>)?[^0-9]*([0-9.,]+)', text)
    assert [re.sub("[.,]", "", price) for price in prices] == ["199000", "1990"]


def test_one_click_lets_one_out(ann, shop, platform):
    slip(shop, "mug", "pot")

    page = ann.get(page_of(shop))
    ann.post(page_of(shop), {"approve": button(page, "Yes, send it")})
    turn(shop)

    assert (platform.price("mug"), platform.price("pot")) == (1_990, 199_000)


def test_another_click_lets_out_all_that_are_shown(ann, shop, platform):
    slip(shop, "mug", "pot")

    page = ann.get(page_of(shop))
    ann.post(page_of(shop), {"approve": button(page, "Send all 2 prices")})
    turn(shop)

    assert (platform.price("mug"), platform.price("pot")) == (1_990, 1_990)


@pytest.mark.parametrize("sent", ["", "x", "1:", "9" * 40 + ":1", "1:1 ; drop"])
def test_what_makes_no_sense_lets_nothing_out(ann, shop, sent):
    slip(shop, "mug")

    assert ann.post(page_of(shop), {"approve": sent}).status_code in {200, 302}
    assert HeldPrice.objects.waiting().count() == 1


def test_the_rules_are_saved(ann, shop):
    rules = {"price_jump": 30, "buffer_units": 2, "buffer_percent": 5}

    ann.post(page_of(shop), rules | {"do": "rules"})

    assert Caution.objects.filter(connection=shop, **rules).exists()


def test_a_share_above_all_is_refused_and_what_was_typed_stays(ann, shop):
    rules = {"price_jump": 30, "buffer_units": 2, "buffer_percent": 101}

    text = ann.post(page_of(shop), rules | {"do": "rules"}).text

    assert 'value="101"' in text
    assert not Caution.objects.exists()


def test_one_thing_gets_a_rule_of_its_own_and_loses_it(ann, shop):
    mug = variant("mug")
    own = {"do": "buffer", "sku": "mug", "units": 3, "percent": 0}
    for _twice in range(2):
        ann.post(page_of(shop), own)
    kept = list(Buffer.objects.values_list("variant", "units"))

    ann.post(page_of(shop), {"drop": mug.pk})

    assert (kept, Buffer.objects.count()) == ([(mug.pk, 3)], 0)


def test_a_sku_that_nobody_has_is_said(ann, shop):
    own = {"do": "buffer", "sku": "nope", "units": 3, "percent": 0}

    assert "No variant has this SKU." in ann.post(page_of(shop), own).text


def test_the_health_page_says_how_many_wait_and_where(ann, shop):
    slip(shop, "mug")

    text = ann.get(reverse("admin:health_connectionhealth_changelist")).text

    assert "1 price waits for your yes" in text
    assert page_of(shop) in text


def test_who_may_only_look_lets_nothing_out(client, shop):
    slip(shop, "mug")
    client.force_login(bob("channels.view_listing"))

    response = client.post(page_of(shop), {"approve": f"{Offer.objects.get().pk}:1990"})

    assert response.status_code == 403
    assert HeldPrice.objects.waiting().exists()
