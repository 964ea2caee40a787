"""Until when channels want their orders sent, as staff see it and are told of it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError
from django.test import Client
from django.utils.translation import override

from storefront.connections.models import Connection
from storefront.orders import deadlines
from storefront.orders.channel_orders import Sale, follow
from storefront.orders.models import Order
from storefront.outbox.models import Alert, Message
from storefront.shop.models import Profile
from tests import builders
from tests.buying import order as own_order
from tests.orders.test_admin import ORDERS, signed_in
from tests.people import ann

pytestmark = pytest.mark.django_db

#: Nine in the morning here.
MORNING = datetime(2026, 11, 27, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(MORNING, tick=False) as time:
        yield time


@pytest.fixture
def channel() -> Connection:
    return builders.connection("north", name="North")


def sold(channel: Connection, number: str, **fields: object) -> Order:
    facts: dict[str, object] = {
        "connection": channel,
        "external_id": number,
        "state": Order.State.PLACED,
        "lines": [],
        "currency": "VND",
        "total": 0,
        "delivery_fee": 0,
        "placed_at": MORNING - 24 * HOUR,
    }
    order, _missing = follow(sale=Sale(**facts | fields))
    return order


def listed(client: Client, stage: str) -> list[str]:
    page = client.get(ORDERS, {"ship": stage})
    return [order.external_id for order in page.context["cl"].queryset]


def open_alerts() -> list[str]:
    with override("en"):
        return [str(alert) for alert in Alert.objects.open().order_by("pk")]


@pytest.mark.sqlite
def test_the_list_finds_what_is_late_and_what_will_be(channel):
    for number, hours in (("near", 5), ("late", -1), ("later", 20), ("very late", -2)):
        sold(channel, number, ship_by=MORNING + hours * HOUR)
    staff = signed_in(ann())

    found = {stage: listed(staff, stage) for stage in ("late", "soon", "any")}

    assert found == {
        "late": ["very late", "late"],
        "soon": ["near"],
        "any": ["very late", "late", "near", "later"],
    }


@pytest.mark.sqlite
def test_what_is_on_hold_or_on_a_closed_channel_is_not_to_be_sent(channel):
    sold(channel, "1", ship_by=MORNING, state=Order.State.ON_HOLD)
    closed = builders.connection("south", state=Connection.State.CLOSED)
    sold(closed, "2", ship_by=MORNING)

    assert not Order.objects.to_ship().exists()


def test_the_list_says_until_when_in_the_shops_time_and_that_it_is_late(channel):
    sold(channel, "1", ship_by=MORNING - HOUR)

    page = signed_in(ann()).get(ORDERS).text

    assert 'class="due due-late">08:00, 27 Nov 2026 <strong>late</strong>' in page


def test_it_says_so_in_vietnamese(channel):
    sold(channel, "1", ship_by=MORNING + HOUR)
    staff = signed_in(ann())

    page = staff.get(ORDERS, headers={"Accept-Language": "vi"}).text

    assert "10:00 27/11/2026 <strong>sắp trễ</strong>" in page


def test_what_was_sent_has_no_moment_any_more(channel):
    sold(channel, "1", ship_by=MORNING)
    sold(channel, "1", state=Order.State.CONFIRMED)

    assert Order.objects.get().ship_by is None


def test_staff_who_are_a_step_ahead_are_still_told_until_when(channel):
    order = sold(channel, "1", ship_by=MORNING)
    Order.objects.update(state=Order.State.CONFIRMED)

    sold(channel, "1", ship_by=MORNING + HOUR)

    order.refresh_from_db()
    assert (order.state, order.ship_by) == ("confirmed", MORNING + HOUR)


def test_an_order_of_our_own_never_has_one():
    placed = own_order()

    with pytest.raises(IntegrityError, match="only_channels_say_ship_by"):
        Order.objects.filter(pk=placed.pk).update(ship_by=MORNING)


def test_staff_are_warned_once_before_it_and_once_when_it_is_past(channel, morning):
    Profile.objects.create(pk=1, alert_emails="ann@example.com")
    sold(channel, "1", ship_by=MORNING + 13 * HOUR)
    told = []
    for hours in (0, 2, 2.5, 13, 14):
        morning.move_to(MORNING + hours * HOUR)
        deadlines.watch()
        told.append((open_alerts(), Message.objects.count()))

    soon = ["Orders of North are to be sent on 27.11.2026, the first by 22:00."]
    late = ["Orders of North are late: they were to be sent by 22:00, 27.11.2026."]
    assert told == [([], 0), (soon, 1), (soon, 1), (late, 2), (late, 2)]


def test_it_is_over_once_they_are_sent(channel):
    sold(channel, "1", ship_by=MORNING)
    deadlines.watch()

    sold(channel, "1", state=Order.State.CONFIRMED)
    deadlines.watch()

    assert (open_alerts(), Alert.objects.count()) == ([], 1)


def test_a_hundred_orders_of_a_day_are_one_warning(channel, django_assert_num_queries):
    for number in range(5):
        sold(channel, f"{number}", ship_by=MORNING + number * HOUR)
    deadlines.watch()

    with django_assert_num_queries(3):  # the days, their channels, the open alerts
        deadlines.watch()

    assert len(open_alerts()) == 1


@pytest.mark.sqlite
def test_each_day_is_the_shops_own(channel):
    for number, hours in (("today", 3), ("tonight", -2), ("yesterday", -9.5)):
        sold(channel, number, ship_by=MORNING + hours * HOUR)

    days = [found.subject for found in deadlines.matters(MORNING)]

    assert days == [f"{channel.pk} 2026-11-26", f"{channel.pk} 2026-11-27"]


def test_the_first_page_counts_what_its_lists_show(channel):
    sold(channel, "1", ship_by=MORNING - HOUR)

    page = signed_in(ann()).get("/admin/").text

    assert "?ship=late" in page
    assert "?ship=soon" not in page
