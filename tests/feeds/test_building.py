"""Feeds are built when something changed, whole, and never half."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.storage import default_storage
from django.test import TestCase

from storefront.catalog.services import (
    Price,
    add_picture,
    change_prices,
    delete_product,
)
from storefront.connections import services as connections
from storefront.contract.clock import now
from storefront.feeds import services
from storefront.feeds.files import FeedFiles
from storefront.feeds.models import Feed, LeftOut, Touch
from storefront.feeds.tasks import look_at_feeds
from storefront.inventory.services import count_stock
from storefront.jobs.models import Job
from tests.builders import connection, first_place, product, variant
from tests.catalog.drawing import upload

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

COLUMNS = {"marketplace": "m", "format": "csv", "columns": "id = {sku} | p = {price}"}


def new_feed(service: str = "custom.feed", **credentials: str) -> Feed:
    there = connection(service=service, credentials=COLUMNS | credentials)
    services.give_feeds()
    return Feed.objects.get(connection=there)


def built(feed: Feed) -> Feed:
    with TestCase.captureOnCommitCallbacks(execute=True):
        services.build_feed(feed_id=feed.pk)
    feed.refresh_from_db()
    return feed


def content(feed: Feed) -> str:
    return default_storage.open(feed.file).read().decode()


def files() -> list[str]:
    return sorted(default_storage.listdir("feeds")[1])


def wanted_jobs() -> int:
    return Job.objects.filter(kind="feeds.build_feed").count()


def test_holds_everything_on_sale():
    variant("cup", price=1000)
    variant("pot", price=2000)

    feed = built(new_feed())

    assert content(feed) == "id,p\ncup,1000\npot,2000\n"
    assert (feed.rows, feed.size) == (2, len(content(feed)))


def test_every_connection_that_shares_gets_one_and_no_other():
    connection(service="demo.shop")
    feed = new_feed()

    services.give_feeds()

    assert Feed.objects.get() == feed


def test_a_build_leaves_only_its_own_two_files():
    feed = built(new_feed())

    feed = built(feed)

    assert files() == sorted(
        name.removeprefix("feeds/") for name in (feed.file, feed.packed_file)
    )


def test_the_same_content_keeps_its_moment_and_digest():
    variant("cup")
    feed = built(new_feed())
    before = (feed.digest, feed.changed_at)

    feed = built(feed)

    assert (feed.digest, feed.changed_at) == before


def test_a_build_that_dies_leaves_the_old_file(monkeypatch, workshop):
    variant("cup", price=1000)
    feed = built(new_feed())
    variant("pot")

    def die(*_args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(FeedFiles, "put_in_place", die)
    with pytest.raises(RuntimeError):
        services.build_feed(feed_id=feed.pk)

    feed.refresh_from_db()
    assert content(feed) == "id,p\ncup,1000\n"
    assert list(workshop.iterdir()) == []


def test_a_disk_that_is_full_fails_the_build(monkeypatch):
    feed = new_feed()

    def full(_self: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FeedFiles, "packing", full)
    with pytest.raises(OSError, match="No space left"):
        services.build_feed(feed_id=feed.pk)


def test_what_changes_while_it_is_built_makes_it_out_of_date_again(monkeypatch):
    variant("cup")
    feed = new_feed()
    original = services.feed_items

    def sell_meanwhile(there):
        yield from original(there)
        Touch.objects.create()
        services.note_changes()

    monkeypatch.setattr(services, "feed_items", sell_meanwhile)
    feed = built(feed)

    assert feed in Feed.objects.outdated()


def test_an_older_build_that_ends_late_changes_nothing(monkeypatch):
    """Its lease was lost while it wrote, and another was faster."""
    variant("cup", price=1000)
    feed = new_feed()
    original = services.switch

    def switch_late(*told: object) -> None:
        monkeypatch.setattr(services, "switch", original)
        Feed.objects.update(wanted=5)
        variant("pot", price=2000)
        services.build_feed(feed_id=feed.pk)
        original(*told)

    monkeypatch.setattr(services, "switch", switch_late)
    feed = built(feed)

    assert content(feed) == "id,p\ncup,1000\npot,2000\n"
    assert len(files()) == 2


@pytest.mark.parametrize("change", ["stock", "price", "product", "picture"])
def test_a_change_of_anything_it_tells_makes_it_out_of_date(change):
    cup = variant("cup", stock=1)
    services.note_changes()
    feed = built(new_feed())
    if change == "stock":
        count_stock(variant_id=cup.pk, location_id=first_place().pk, on_hand=9)
    if change == "price":
        change_prices(prices={cup.pk: Price(5)})
    if change == "product":
        product("Pot")
    if change == "picture":
        add_picture(product=cup.product, upload=upload())

    services.note_changes()

    assert feed in Feed.objects.outdated()


def test_nothing_changed_means_nothing_is_built():
    look_at_feeds()
    built(new_feed())
    look_at_feeds()
    look_at_feeds()

    assert (wanted_jobs(), Touch.objects.count()) == (0, 0)


def test_it_is_built_no_more_often_than_it_is_read():
    feed = built(new_feed())
    Touch.objects.create()
    look_at_feeds()
    soon = wanted_jobs()
    Feed.objects.update(built_at=now() - timedelta(hours=1))
    look_at_feeds()

    assert (soon, wanted_jobs()) == (0, 1)
    assert feed in Feed.objects.outdated()


NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("read_at", "hours", "may"),
    [
        (None, 23, False),
        (None, 24, True),
        (NOON - HOUR, 23, False),
        (NOON - HOUR, 24, True),
        (NOON + HOUR, 22, False),
        (NOON + HOUR, 23, True),
    ],
    ids=str,
)
def test_it_is_built_shortly_before_it_is_read_again(read_at, hours, may):
    feed = Feed(built_at=NOON, read_at=read_at)

    assert feed.may_be_built(every=DAY, at=NOON + hours * HOUR) == may


def test_another_language_or_template_makes_it_out_of_date():
    feed = built(new_feed())
    services.note_new_rules()
    assert feed not in Feed.objects.outdated()

    connections.change_connection(feed.connection, name="", language="en")
    services.note_new_rules()

    assert feed in Feed.objects.outdated()


def test_what_is_left_out_says_why(settings):
    settings.LANGUAGE_CODE = "en"
    variant("cup", price=1000)

    feed = built(new_feed("facebook.shop"))

    out = LeftOut.objects.get()
    assert (feed.rows, feed.left_out_count, out.sku) == (0, 1, "cup")
    assert "Sản phẩm chưa có ảnh." in [reason["vi"] for reason in out.reasons]


def test_what_was_mended_is_no_longer_left_out():
    cup = variant("cup")
    feed = built(new_feed("facebook.shop"))

    delete_product(product=cup.product)
    feed = built(feed)

    assert (feed.left_out_count, LeftOut.objects.count()) == (0, 0)
