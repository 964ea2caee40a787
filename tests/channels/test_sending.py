"""One test for each rule of sending, with its control where a guard stands."""

from datetime import timedelta

import pytest
from django.utils import timezone

from storefront.channels import (
    claims,
    outcomes,
    planner,
    projection,
    publishing,
    pusher,
    sending,
)
from storefront.channels.attempts import RecordingGate
from storefront.channels.models import Attempt, Listing, Part
from storefront.channels.services import try_again
from storefront.contract import data
from storefront.contract.errors import (
    CredentialsDead,
    NotNow,
    PlatformRefused,
    PlatformUnavailable,
)
from storefront.inventory.services import take
from tests.builders import product, variant
from tests.channels import platform as fake
from tests.channels.engine import (
    archive,
    content,
    let_time_pass,
    part,
    set_price,
    sync,
    turn,
)

pytestmark = pytest.mark.django_db

LOST = PlatformUnavailable("the answer was lost")
PROBLEM = data.Problem(
    "title", data.Text(vi="Tên quá ngắn", en="The title is too short")
)


def test_what_is_wanted_arrives(connect, platform):
    variant("mug", stock=5, price=10_000)

    sync(connect())

    assert platform.offer("mug") == {"price": 10_000, "stock": 5}
    assert not Part.objects.unconfirmed().exists()


@pytest.mark.sqlite
def test_nothing_is_sent_twice(connect, platform):
    variant("mug")
    connection = connect()
    sync(connection)
    sync(connection)

    assert platform.endpoints() == ["publish"]


def test_one_changed_price_is_one_small_call(connect, platform):
    mug = variant("mug", price=10_000)
    variant("pot")
    connection = connect()
    sync(connection)
    platform.calls.clear()

    set_price(mug, 11_000)
    turn(connection)

    assert platform.calls == [("update", ["mug"])]
    assert platform.offer("mug")["price"] == 11_000


def test_an_attempt_is_committed_before_the_bytes_go_out(connect, platform):
    variant("mug")
    seen = []
    platform.before = [lambda: seen.extend(Attempt.objects.values_list("endpoint"))]

    sync(connect())

    assert seen == [("publish",)]


def test_a_connection_never_established_leaves_no_attempt(connect, platform):
    variant("mug")
    connection = connect()
    platform.before = [PlatformUnavailable("no connection", nothing_done=True)]

    sync(connection)

    assert not Part.objects.under_way().exists()
    let_time_pass(1)
    platform.before = []
    turn(connection)
    assert platform.holding("mug") == 1


def test_a_sale_between_reading_and_answering_is_sent_next(connect, platform):
    mug = variant("mug", stock=5)
    platform.before = [lambda: take(variant_id=mug.pk, quantity=1, reference="A")]
    connection = connect()

    sync(connection)
    assert platform.stock("mug") == 5
    stock = part(connection, "mug", data.Part.STOCK)
    planner.plan_changes()
    stock.refresh_from_db()
    assert stock.confirmed < stock.wanted
    turn(connection)

    assert platform.stock("mug") == 4


def sell_while_reading(monkeypatch, mug):
    """A sale that is committed and planned after the copy and before the values."""
    real = projection.read_values

    def read(connection, ids):
        if not getattr(read, "sold", False):
            read.sold = True
            stale = list(real(connection, ids))
            take(variant_id=mug.pk, quantity=1, reference="A")
            planner.plan_changes()
            return stale
        return real(connection, ids)

    monkeypatch.setattr(projection, "read_values", read)


def test_wanted_is_copied_before_the_values_are_read(connect, platform, monkeypatch):
    mug = variant("mug", stock=5)
    connection = connect()
    sync(connection)
    sell_while_reading(monkeypatch, mug)
    set_price(mug, 110_000)
    turn(connection)
    turn(connection)

    assert platform.stock("mug") == 4


def test_a_b_a_while_b_is_in_flight_ends_at_a(connect, platform):
    mug = variant("mug", price=10_000)
    connection = connect()
    sync(connection)
    platform.after = [LOST]

    set_price(mug, 12_000)
    turn(connection)
    set_price(mug, 10_000)
    let_time_pass(300)
    turn(connection)

    assert platform.price("mug") == 10_000


def test_a_b_a_with_the_naive_skip_ends_at_b(connect, platform, monkeypatch):
    def naive(*, certain):
        return {"attempt": None}

    mug = variant("mug", price=10_000)
    connection = connect()
    sync(connection)
    platform.after = [LOST]
    monkeypatch.setattr("storefront.channels.attempts.released", naive)

    set_price(mug, 12_000)
    turn(connection)
    set_price(mug, 10_000)
    let_time_pass(300)
    turn(connection)

    assert platform.price("mug") == 12_000


def test_a_refused_part_rests_until_it_changes(connect, platform):
    mug = variant("mug")
    platform.refused[mug.product.title] = PROBLEM
    connection = connect()
    sync(connection)
    turn(connection)
    assert platform.endpoints() == ["publish"]
    assert content(connection, "mug").problems[0]["message"]["vi"] == "Tên quá ngắn"

    platform.refused.clear()
    try_again(Listing.objects.all())
    turn(connection)

    assert platform.holding("mug") == 1
    assert content(connection, "mug").problems == []


def test_a_refused_call_refuses_all_that_was_in_it(connect, platform):
    variant("mug")
    platform.before = [PlatformRefused([PROBLEM])]
    connection = connect()

    sync(connection)

    assert Part.objects.refused_as_they_stand().count() == 3
    assert not Part.objects.waiting().exists()


def test_what_a_plugin_refuses_before_any_call_rests_with_its_reason(
    connect, platform, monkeypatch
):
    variant("mug")
    monkeypatch.setattr(fake.FakeShop, "publish", refuse_without_a_call)
    connection = connect()

    sync(connection)

    assert (
        content(connection, "mug").problems[0]["message"]["en"]
        == "The title is too short"
    )
    assert not Attempt.objects.exists()
    assert platform.calls == []


def refuse_without_a_call(self, listings):
    for listing in listings:
        yield data.Outcome(
            listing.key, data.Part.CONTENT, data.State.REFUSED, problems=(PROBLEM,)
        )


def test_a_plugin_that_says_nothing_is_an_error_and_no_endless_loop(
    connect, monkeypatch
):
    variant("mug")
    monkeypatch.setattr(fake.FakeShop, "publish", lambda self, listings: iter(()))

    with pytest.raises(sending.SilentPlugin, match="fake"):
        sync(connect())


def test_one_worker_looks_again_soon_at_listings_that_another_one_holds(connect):
    variant("mug")
    connection = connect()
    planner.plan_changes()
    Listing.objects.update(lease_until=timezone.now() + timedelta(minutes=1))

    assert pusher.push(connection) == pusher.SHORTEST_PAUSE
    assert pusher.push(connection, watches=False) is None


def test_all_workers_come_again_for_what_can_be_sent_now(connect, monkeypatch):
    variant("mug")
    connection = connect()
    planner.plan_changes()
    monkeypatch.setattr(pusher, "TURN", timedelta(0))

    assert pusher.push(connection, watches=False) == timedelta(0)


def publish_in_two_calls(self, listings):
    """As a plugin does that cuts a batch by bytes."""
    for listing in listings:
        yield from real_publish(self, [listing])


real_publish = fake.FakeBatchShop.publish


def test_a_call_that_the_gate_stops_leaves_the_calls_before_it_alone(
    connect, platform, monkeypatch
):
    variant("mug")
    variant("pot")
    monkeypatch.setattr(fake.FakeBatchShop, "publish", publish_in_two_calls)
    platform.after = [lambda: stop_the_gate(monkeypatch)]
    connection = connect("fake.batch")

    sync(connection)

    call = Attempt.objects.get()
    assert (call.receipt, call.ended_at) == ("1", None)
    assert call.parts.count() == 3


def stop_the_gate(monkeypatch) -> None:
    def stop(self, endpoint):
        raise NotNow("the budget is used up", retry_after=timedelta(minutes=1))

    monkeypatch.setattr(RecordingGate, "look", stop)


def test_dead_credentials_stop_the_connection_and_lose_nothing(connect, platform):
    variant("mug")
    platform.before = [CredentialsDead("session expired")]
    connection = connect()
    sync(connection)

    connection.refresh_from_db()
    assert connection.needs_staff
    assert not Part.objects.under_way().exists()
    turn(connection)
    assert platform.endpoints() == ["publish"]


def test_an_answer_to_an_old_call_moves_nothing(connect, platform):
    variant("mug")
    connection = connect("fake.batch")
    sync(connection)
    old = {p.key: p.attempt_id for p in Part.objects.under_way()}
    let_time_pass(300)
    Attempt.objects.update(receipt="")
    turn(connection)
    tickets = {(key, data.Part.CONTENT): pk for key, pk in old.items() if key[0] == "l"}
    ((key, name),) = tickets

    outcomes.record_outcomes([data.Outcome(key, name, data.State.ACCEPTED)], tickets)

    assert content(connection, "mug").confirmed == 0


def test_outcomes_that_came_before_a_crash_stay_recorded(connect, monkeypatch):
    for n in range(4):
        variant(f"v{n}")
    connection = connect("fake.batch")
    sync(connection)
    parts = list(Part.objects.under_way().order_by("pk"))
    tickets = {(p.key, data.Part(p.name)): p.attempt_id for p in parts}
    monkeypatch.setattr(outcomes, "CHUNK", 3)

    def answers():
        for p in parts[:7]:
            yield data.Outcome(p.key, data.Part(p.name), data.State.ACCEPTED)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        outcomes.record_outcomes(answers(), tickets)

    assert Part.objects.exclude(confirmed=0).count() == 7


def test_an_offer_change_before_the_create_is_answered_only_raises_wanted(
    connect, platform
):
    mug = variant("mug", stock=5)
    connection = connect("fake.batch")
    sync(connection)

    take(variant_id=mug.pk, quantity=5, reference="A")
    turn(connection)

    assert "update" not in platform.endpoints()
    stock = part(connection, "mug", data.Part.STOCK)
    assert stock.wanted > stock.attempted


def test_a_sold_out_stock_overtakes_an_open_publish_and_is_sent_again(
    connect, platform
):
    mug = variant("mug", stock=5)
    connection = connect("fake.batch")
    sync(connection)
    accept_all(platform)
    let_time_pass(2)
    turn(connection)
    platform.calls.clear()

    mug.product.title_vi = "Another mug"
    mug.product.save()
    sync(connection)
    take(variant_id=mug.pk, quantity=5, reference="A")
    turn(connection)
    sends = [endpoint for endpoint in platform.endpoints() if endpoint != "confirm"]
    assert sends == ["publish", "update"]
    assert platform.stock("mug") == 0

    accept_all(platform)
    let_time_pass(2)
    turn(connection)
    assert part(connection, "mug", data.Part.STOCK).confirmed_hash == ""
    let_time_pass(600)
    turn(connection)

    assert platform.endpoints().count("update") == 2


def accept_all(platform) -> None:
    platform.receipts = dict.fromkeys(platform.receipts, data.State.ACCEPTED)


def test_other_sends_wait_while_one_of_the_listing_is_under_way(connect, platform):
    mug = variant("mug", price=10_000)
    connection = connect("fake.batch")
    sync(connection)
    accept_all(platform)
    let_time_pass(2)
    turn(connection)
    set_price(mug, 11_000)
    turn(connection)
    platform.calls.clear()

    set_price(mug, 12_000)
    turn(connection)

    assert "update" not in platform.endpoints()


def test_batches_are_cut_by_items_and_never_through_a_listing(connect, monkeypatch):
    for n in range(3):
        shirt = product(axis_1="size")
        variant(f"a{n}", product=shirt, option_1_vi="S")
        variant(f"b{n}", product=shirt, option_1_vi="M")
    connection = connect("fake.batch")
    monkeypatch.setattr(
        fake.FakeBatchShop, "limits", data.Limits(items_per_batch=5, flat=True)
    )
    sync(connection)

    sizes = [len(skus) for _, skus in fake.platform.calls if _ == "publish"]
    assert sizes == [6, 3]


def test_a_lost_lease_lets_nothing_out(connect, platform, monkeypatch):
    variant("mug")
    monkeypatch.setattr(claims, "renew", lambda key, ids: False)

    sync(connect())

    assert platform.items == {}
    assert not Attempt.objects.exists()


def test_an_archived_product_nobody_was_told_of_needs_no_call(connect, platform):
    mug = variant("mug")
    connection = connect(paused_at="2026-01-01T00:00Z", pause_reason="later")
    sync(connection)
    archive(mug)
    connection.paused_at = None
    connection.save()

    sync(connection)

    assert platform.calls == []
    assert not Part.objects.waiting().exists()


def test_a_dark_platform_is_asked_one_cheap_question_before_more_is_risked(
    connect, platform
):
    mug = variant("mug")
    connection = connect()
    sync(connection)
    platform.calls.clear()
    platform.before = [PlatformUnavailable("dark")] * 2

    set_price(mug, 110_000)
    turn(connection)
    let_time_pass(300)
    turn(connection)
    let_time_pass(300)
    turn(connection)

    assert platform.endpoints() == ["update", "check", "check", "update"]
    assert platform.price("mug") == 110_000


def test_a_retry_after_is_obeyed(connect, platform):
    variant("mug")
    wait = timedelta(minutes=7)
    platform.before = [
        PlatformUnavailable("throttled", retry_after=wait, nothing_done=True)
    ]
    connection = connect()

    sync(connection)

    connection.refresh_from_db()
    assert connection.paused
    assert connection.pause_reason == "throttled"
    assert publishing.timezone.now() + wait - connection.paused_until < timedelta(
        minutes=1
    )
