"""The catalogue in our words: pages from the sandbox, prices as Graph tells them."""

import pytest

from plugins.facebook import client, reading
from plugins.facebook.fake.calls import APP_SECRET, CATALOG_ID, TOKEN
from plugins.facebook.plugin import FacebookShop
from storefront.contract.data import Money
from storefront.contract.errors import PlatformRefused
from storefront.contract.http import OpenGate
from storefront.contract.testing import everything
from tests.plugins.facebook.records import record

CREDENTIALS = {
    "catalog_id": CATALOG_ID,
    "access_token": TOKEN,
    "app_secret": APP_SECRET,
}


@pytest.fixture
def shop(address) -> FacebookShop:
    return FacebookShop(CREDENTIALS, gate=OpenGate(), address=address)


def test_reads_every_page_once(shop, graph, monkeypatch):
    monkeypatch.setattr(client, "READ", 3)
    graph.batch(*(record(f"sku-{n}") for n in range(7)))

    found = everything(shop)

    assert [item.offers[0].sku for item in found] == [f"sku-{n}" for n in range(7)]


def test_tells_all_that_the_catalogue_tells(shop, graph):
    graph.batch(
        record(
            gtin="4006381333931",
            price="90000 VND",
            sale_price="80000 VND",
            color="đỏ",
            quantity_to_sell_on_facebook=3,
        )
    )

    (item,) = everything(shop)
    (offer,) = item.offers

    assert (item.title, item.brand) == ("Mug", "Kiềng")
    assert item.pictures == ("https://shop.example/mug.jpg",)
    assert (offer.sku, offer.gtin, offer.options) == ("mug", "4006381333931", ("đỏ",))
    assert (offer.price, offer.compare_at) == (
        Money(80_000, "VND"),
        Money(90_000, "VND"),
    )
    assert offer.stock == 3


def test_items_of_one_group_name_it(shop, graph):
    graph.batch(record("a", item_group_id="mugs"), record("b", item_group_id="mugs"))
    graph.batch(record("c"))

    first, second, third = (item.external_id for item in everything(shop))

    assert first == second != third


def test_a_cursor_that_is_none_is_refused(shop):
    with pytest.raises(PlatformRefused):
        shop.read_back("!!")


@pytest.mark.parametrize(
    ("told", "currency", "amount"),
    [
        ("₫120,000", "VND", 120_000),
        ("120000 VND", "VND", 120_000),
        ("$1,234.50", "USD", 123_450),
        ("71 USD", "USD", 7_100),
        ("12,50 €", "EUR", 1_250),
    ],
)
def test_prices_are_read_as_they_are_told(told, currency, amount):
    item = {"price": told, "currency": currency}

    assert reading.money(item, "price") == Money(amount, currency)


def test_no_price_is_none():
    assert reading.money({"currency": "VND"}, "price") is None
