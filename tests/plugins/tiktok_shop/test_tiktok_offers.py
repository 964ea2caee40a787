"""The fast lane: prices and stock, as the platform then holds them."""

from dataclasses import replace

import pytest

from storefront.contract.data import Listing, Money, Part, State, StockIn
from storefront.contract.testing import Listening
from tests.plugins.tiktok_shop.goods import Prepared, listing, offer
from tests.plugins.tiktok_shop.selling import KEYS, built
from tests.plugins.tiktok_shop.test_tiktok_listings import listed, stand
from tests.plugins.tiktok_shop.wire import HANOI, SAIGON

PRICE, STOCK = frozenset({Part.PRICE}), frozenset({Part.STOCK})


@pytest.fixture
def tiktok(tmp_path) -> Prepared:
    return Prepared(tmp_path / "tiktok_shop.sqlite3")


@pytest.fixture
def shop(address):
    return built(address)


@pytest.fixture
def bowl(shop, wire) -> Listing:
    """With one variant, and for sale."""
    told = listed(shop, listing(offer(size="")))
    assert wire.status(told.external_id) == "ACTIVATE"
    return told


def with_offer(told: Listing, **changed: object) -> Listing:
    first, *others = told.offers
    same = (replace(one, changed=frozenset()) for one in others)
    return replace(told, offers=(replace(first, **changed), *same))


def states(outcomes) -> list[State]:
    return [one.state for one in outcomes]


def stock_of(wire, told: Listing) -> dict[str, int]:
    (sku, *_) = wire.read(told.external_id)["skus"]
    return {row["warehouse_id"]: row["quantity"] for row in sku["inventory"]}


def price_of(wire, told: Listing) -> str:
    (sku, *_) = wire.read(told.external_id)["skus"]
    return sku["price"]["tax_exclusive_price"]


def test_a_new_price_is_there_at_once(shop, wire, bowl):
    cheaper = with_offer(bowl, price=Money(99_000, "VND"), changed=PRICE)

    assert states(shop.update_offers([cheaper])) == [State.ACCEPTED]
    assert (price_of(wire, bowl), stock_of(wire, bowl)) == ("99000", {HANOI: 7})


def test_our_stock_is_in_the_default_warehouse(shop, wire, bowl):
    less = with_offer(bowl, stock=3, changed=STOCK)

    assert states(shop.update_offers([less])) == [State.ACCEPTED]
    assert stock_of(wire, bowl) == {HANOI: 3}


def test_staff_choose_another_warehouse(address, wire, tiktok):
    shop = built(address, warehouse_id=SAIGON)
    told = listed(shop, listing(offer(size="")))

    assert stock_of(wire, told) == {SAIGON: 7}


def in_both(hanoi: int, saigon: int) -> tuple[StockIn, ...]:
    return StockIn(HANOI, hanoi), StockIn(SAIGON, saigon)


def test_what_staff_spread_is_in_both_warehouses(shop, wire, tiktok):
    both = offer(size="", stock=7, stock_in=in_both(5, 2))

    assert stock_of(wire, listed(shop, listing(both))) == {HANOI: 5, SAIGON: 2}


def test_an_edit_takes_a_product_into_another_warehouse(shop, wire, bowl):
    """Until then its goods are sold from where the platform counts them."""
    spread = with_offer(bowl, stock_in=in_both(5, 2), changed=STOCK)
    assert states(shop.update_offers([spread])) == [State.ACCEPTED]
    assert stock_of(wire, bowl) == {HANOI: 7}

    list(shop.publish([spread]))

    assert stock_of(wire, bowl) == {HANOI: 5, SAIGON: 2}


def test_the_warehouses_that_goods_are_sold_from_are_told(shop):
    told = {one.external_id: one.main for one in shop.warehouses()}

    assert told == {HANOI: True, SAIGON: False}


def test_every_other_warehouse_that_has_it_is_told_nothing_is_left(shop, wire, tiktok):
    """It was there before us, in two of them; the platform wants to hear of both."""
    made = wire.created()
    sku = made["skus"][0]
    ours = listing(
        offer(external_id=sku["id"], stock=4, changed=STOCK),
        external_id=made["product_id"],
    )

    assert states(shop.update_offers([ours])) == [State.ACCEPTED]
    assert stock_of(wire, ours) == {HANOI: 4, SAIGON: 0}


def test_what_is_not_counted_is_always_there(shop, wire, bowl):
    endless = with_offer(bowl, stock=None, changed=STOCK)

    assert states(shop.update_offers([endless])) == [State.ACCEPTED]
    assert stock_of(wire, bowl) == {HANOI: 99_999}


def test_stock_goes_while_an_audit_goes_on_and_a_price_waits(shop, wire, tiktok):
    tiktok.turn("audit", "wait")
    told = listed(shop, listing(offer(size="")))
    both = with_offer(told, stock=0, price=Money(99_000, "VND"))
    stock, price = shop.update_offers([both])

    assert (stock.part, stock.state) == (Part.STOCK, State.ACCEPTED)
    assert (price.part, price.state) == (Part.PRICE, State.LATER)
    assert price.not_before is not None
    assert stock_of(wire, told) == {HANOI: 0}


def test_one_wrong_sku_keeps_the_others_from_nothing(shop, wire, tiktok):
    told = listed(shop, listing())
    small, large = told.offers
    strange = replace(small, external_id="1729592969712299999", changed=STOCK)
    less = replace(large, stock=1, changed=STOCK)
    answers = list(shop.update_offers([replace(told, offers=(strange, less))]))

    assert states(answers) == [State.REFUSED, State.ACCEPTED]
    assert answers[0].problems[0].code == "12052557"


def test_a_price_of_nothing_is_refused_without_a_call(address, shop, bowl):
    gate = Listening()
    service = type(shop)(KEYS, gate=gate, address=address)
    free = with_offer(bowl, price=Money(0, "VND"), changed=PRICE)

    assert states(service.update_offers([free])) == [State.REFUSED]
    assert gate.calls == []


def test_prices_of_many_products_ask_for_no_warehouse(address, shop, bowl):
    gate = Listening()
    service = type(shop)(KEYS, gate=gate, address=address)
    cheaper = with_offer(bowl, price=Money(99_000, "VND"), changed=PRICE)
    list(service.update_offers([cheaper]))

    assert [call.endpoint for call in gate.calls] == ["offers"]


def test_what_was_deleted_there_waits_until_it_is_put_up_again(shop, tiktok, bowl):
    stand(tiktok, bowl.external_id, "DELETED")
    less = with_offer(bowl, stock=3, changed=STOCK)

    assert states(shop.update_offers([less])) == [State.LATER]
