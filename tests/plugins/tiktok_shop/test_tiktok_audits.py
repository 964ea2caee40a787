"""An audit ends, and the shop hears of it: by webhook, and by asking all the same."""

import pytest

from plugins.tiktok_shop import events
from plugins.tiktok_shop.fake import hooks
from plugins.tiktok_shop.fake.seller import SHOPS
from storefront.catalog.models import Product, Variant
from storefront.channels import adopting, readback, reviewing
from storefront.channels.models import Answer, Part, Review
from storefront.connections.models import Connection
from storefront.contract import data
from storefront.contract.data import Judgement
from storefront.contract.webhooks import Event, Topic
from storefront.intake import reading
from storefront.inventory.models import Stock
from storefront.inventory.services import take
from tests.catalogue import fill, new_variant
from tests.channels import engine
from tests.intake.working import work
from tests.plugins.tiktok_shop.goods import furnish
from tests.plugins.tiktok_shop.selling import built, granted, refill
from tests.plugins.tiktok_shop.test_tiktok_orders import bring_all
from tests.plugins.tiktok_shop.wire import sku

SHOP = SHOPS[0].id
#: More than a float can hold.
NUMBER = 1729382588639839583


def told(kind: int, **news: object) -> Event:
    (event,) = events.read(hooks.delivery(SHOP, kind, news))
    return event


@pytest.mark.parametrize(
    "kind", [hooks.PRODUCT_STATUS_CHANGE, hooks.PRODUCT_AUDIT_STATUS_CHANGE]
)
def test_the_number_of_a_product_is_read_digit_for_digit(kind):
    event = told(kind, product_id=NUMBER, update_time=1)

    assert (event.topic, event.external_id) == (Topic.LISTING, str(NUMBER))
    assert event.kind == hooks.EVENTS[kind]


def test_an_order_stays_an_order():
    event = told(hooks.ORDER_STATUS_CHANGE, order_id="576461413038785752")

    assert (event.topic, event.external_id) == (Topic.ORDER, "576461413038785752")


def test_news_that_nothing_follows_from_is_kept_only():
    event = told(hooks.PRODUCT_CREATION, product_id=NUMBER)

    assert event.topic is Topic.OTHER


# In the shop


@pytest.fixture
def channel(db, address) -> Connection:
    """With one product to be listed."""
    fill(1)
    _grant, (connection,) = granted(address, SHOP)
    built(address).subscribe("http://127.0.0.1:9/hooks/")
    furnish(connection)
    return connection


def look_and_list(connection: Connection) -> None:
    readback.read_on(readback.open_run(connection))
    reading.read_orders(connection)
    refill()
    engine.sync(connection)


def test_staff_read_what_a_product_was_listed_without(channel):
    Product.objects.update(brand="Không ai biết")
    look_and_list(channel)

    answer = Answer.objects.get(part=data.Part.CONTENT, state=data.State.ACCEPTED)
    assert "không kèm thương hiệu" in answer.message_vi


def test_more_than_a_hundred_variants_become_two_products(channel, tiktok):
    ours = Product.objects.get()
    Variant.objects.bulk_create(new_variant(ours, number) for number in range(1, 101))
    Variant.objects.update(weight_grams=300)
    look_and_list(channel)

    sizes = sorted(len(item["skus"]) for item in tiktok.items())
    assert sizes == [1, 100]
    assert not Part.objects.unconfirmed().exists()


def test_what_a_buyer_calls_off_is_not_for_sale_again_if_it_is_not_there(
    channel, tiktok
):
    """The last one is sold twice; over there it comes back by itself."""
    ours = Variant.objects.get()
    Stock.objects.update(on_hand=1)
    look_and_list(channel)
    take(variant_id=ours.pk, quantity=1, reference="K7")
    number = tiktok.sell(SHOP, {ours.sku: 1})
    hear_and_tell(channel)
    tiktok.move(number, "CANCELLED")

    hear_and_tell(channel)

    assert stock_there(tiktok) == [0]


def hear_and_tell(channel: Connection) -> None:
    refill()
    reading.read_orders(channel)
    engine.turn(channel)


def stock_there(tiktok) -> list[int]:
    (item,) = tiktok.items()
    return [row["quantity"] for rows in item["stock"].values() for row in rows]


def contents() -> Part:
    return Part.objects.get(name=data.Part.CONTENT)


def test_a_webhook_brings_the_no_and_its_reason(channel, tiktok):
    tiktok.turn("audit", "fail")
    look_and_list(channel)
    assert contents().confirmed > 0
    tiktok.settle()
    bring_all(tiktok)
    work()
    refill()
    reviewing.ask(channel)

    assert Review.objects.get().state == Judgement.REFUSED
    assert contents() in Part.objects.refused_as_they_stand()
    assert "Ảnh chính có chữ" in contents().problems[0]["message"]["vi"]


def test_what_was_there_before_is_adopted_by_our_sku(channel, tiktok, wire):
    ours = Product.objects.get()
    made = wire.created(skus=[sku(ours.variants.get().sku)])
    readback.read_on(readback.open_run(channel))
    adopting.adopt(channel, ours.pk)
    look_and_list(channel)

    assert tiktok.count() == 1
    assert wire.read(made["product_id"])["title"] == ours.title_vi
    assert not Part.objects.unconfirmed().exists()
