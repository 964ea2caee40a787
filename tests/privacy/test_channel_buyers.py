"""To whom a channel sold: no customers of ours, and forgotten after a while."""

from datetime import timedelta

import pytest
from django.utils import timezone

from storefront.connections.models import Connection
from storefront.contract.orders import OrderState, RemoteBuyer, UnreadableOrder
from storefront.intake.importing import take_in
from storefront.intake.models import ImportedOrder
from storefront.inventory.models import Movement
from storefront.orders.models import Order
from storefront.privacy import channel_buyers
from storefront.privacy.channel_buyers import forget_channel_buyers
from tests import builders
from tests.intake.test_importing import told

pytestmark = pytest.mark.django_db

NOW = timezone.now()
#: A day more than they are kept.
LONG_AGO = NOW - timedelta(days=61)
LAN = RemoteBuyer("Quetzalina", "+84987001122", "1 Lê Lợi, Huế", masked=False)


@pytest.fixture
def channel() -> Connection:
    return builders.connection("north")


def take(channel: Connection, *tellings: object) -> None:
    for telling in tellings:
        take_in(channel, telling, read_at=timezone.now())


def sold(**fields: object):
    facts = {
        "state": OrderState.COMPLETED,
        "buyer": LAN,
        "note": "Quetzalina's door is green",
        "raw": '{"name": "Quetzalina"}',
        "placed_at": LONG_AGO - timedelta(days=5),
        "updated_at": LONG_AGO,
    }
    return told(**facts | fields)


def named() -> set[str]:
    return set(
        Order.objects.exclude(buyer_name="").values_list("external_id", flat=True)
    )


def sealed() -> set[str]:
    rows = ImportedOrder.objects.exclude(sealed="")
    return set(rows.values_list("external_id", flat=True))


@pytest.mark.sqlite
def test_who_bought_is_forgotten_with_all_that_was_sent(channel):
    take(channel, sold())

    forget_channel_buyers()

    order = Order.objects.get()
    theirs = (
        order.buyer_name,
        order.phone,
        order.address,
        order.note,
        order.search_text,
    )
    assert (set(theirs), sealed()) == ({""}, set())


def test_figures_and_stock_stay(channel):
    builders.variant("mug", stock=5)
    take(channel, sold(placed_at=timezone.now() + timedelta(days=1)))
    before = Order.objects.values("number", "total", "state", "external_id").get()
    moved = Movement.objects.count()

    forget_channel_buyers()

    after = Order.objects.values("number", "total", "state", "external_id").get()
    assert (after, Movement.objects.count()) == (before, moved)
    assert Order.objects.get().lines.get().quantity == 2


@pytest.mark.sqlite
def test_only_what_is_over_for_so_long(channel):
    take(
        channel,
        sold(external_id="over"),
        sold(external_id="cancelled", state=OrderState.CANCELLED),
        sold(external_id="on its way", state=OrderState.SHIPPED),
        sold(external_id="to be sent", state=OrderState.PLACED),
        sold(external_id="just over", updated_at=NOW - timedelta(days=59)),
    )

    forget_channel_buyers()

    kept = {"on its way", "to be sent", "just over"}
    assert (named(), sealed()) == (kept, kept)


def test_of_a_channel_that_was_closed_everything_is_over(channel):
    take(channel, sold(state=OrderState.PLACED))
    Connection.objects.update(state=Connection.State.CLOSED)

    forget_channel_buyers()

    assert (named(), sealed()) == (set(), set())


def test_what_could_never_be_imported_is_forgotten_too(channel):
    take(channel, UnreadableOrder("15", "no state", raw='{"name": "Quetzalina"}'))
    ImportedOrder.objects.update(not_before=LONG_AGO)

    forget_channel_buyers()

    assert sealed() == set()


def test_told_the_same_again_they_stay_forgotten(channel):
    take(channel, sold())
    forget_channel_buyers()

    take(channel, sold())

    assert (named(), sealed()) == (set(), set())


def told_meanwhile(channel: Connection) -> None:
    """Found to be over, and told of before it was forgotten."""
    take(channel, sold())
    found = list(channel_buyers.to_forget(NOW).values_list("pk", flat=True))
    take(channel, sold(updated_at=NOW))
    channel_buyers.forget_some(found, before=NOW - timedelta(days=60))


def test_an_order_that_is_told_of_meanwhile_is_not_over(channel):
    told_meanwhile(channel)

    assert named() == {"17"}


def test_not_asked_once_more_it_would_be_forgotten(channel, monkeypatch):
    """Control."""
    everything = ImportedOrder.objects.all()
    monkeypatch.setattr(channel_buyers, "to_forget", lambda _before: everything)

    told_meanwhile(channel)

    assert named() == set()


def test_cut_short_the_next_run_does_the_rest(channel, monkeypatch):
    monkeypatch.setattr(channel_buyers, "AT_ONCE", 1)
    take(channel, sold(external_id="1"), sold(external_id="2"))
    done = iter([None])
    monkeypatch.setattr(channel_buyers, "renew_lease", lambda: next(done))
    with pytest.raises(StopIteration):
        forget_channel_buyers()
    half = named()
    monkeypatch.undo()

    forget_channel_buyers()

    assert (half, named()) == ({"2"}, set())
