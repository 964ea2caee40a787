"""A call without an answer: what may have happened is never guessed."""

import pytest

from storefront.channels import publishing
from storefront.channels.models import Attempt, Part
from storefront.contract import data
from storefront.contract.errors import PlatformUnavailable
from tests.builders import variant
from tests.channels.engine import archive, content, let_time_pass, set_price, sync, turn

pytestmark = pytest.mark.django_db

LOST = PlatformUnavailable("the answer was lost")


def test_a_create_without_an_answer_asks_before_it_creates_again(connect, platform):
    variant("mug")
    connection = connect()
    platform.after = [LOST]
    sync(connection)
    let_time_pass(300)

    turn(connection)

    assert platform.holding("mug") == 1
    assert "find" in platform.endpoints()
    assert content(connection, "mug").listing.external_id == "1"


def test_without_the_look_up_a_double_appears(connect, platform, monkeypatch):
    variant("mug")
    connection = connect()
    platform.after = [LOST]
    sync(connection)
    let_time_pass(300)
    monkeypatch.setattr(publishing, "look_up", lambda c, s, rows: list(rows))

    turn(connection)

    assert platform.holding("mug") == 2


def test_a_create_that_never_arrived_is_made_after_the_look_up(connect, platform):
    variant("mug")
    connection = connect()
    platform.before = [LOST]
    sync(connection)
    assert platform.items == {}
    let_time_pass(300)

    turn(connection)

    assert platform.holding("mug") == 1
    assert platform.endpoints() == ["publish", "check", "find", "publish"]


def test_an_unanswered_call_holds_its_parts_until_it_has_settled(connect, platform):
    variant("mug")
    connection = connect()
    platform.after = [LOST]
    sync(connection)
    Attempt.objects.update(answered_at=None)
    connection.paused_at = None
    connection.save()
    platform.calls.clear()

    turn(connection)

    assert "publish" not in platform.endpoints()
    assert Part.objects.under_way().count() == 3


def test_an_idempotent_create_is_repeated_word_for_word(connect, platform):
    mug = variant("mug", price=10_000)
    connection = connect("fake.key")
    platform.before = [LOST]
    sync(connection)
    key = content(connection, "mug").listing.create_key
    set_price(mug, 11_000)
    let_time_pass(300)
    sent = []
    platform.after = [lambda: None, lambda: sent.append(platform.price("mug"))]

    turn(connection)

    assert sent == [10_000]
    assert content(connection, "mug").listing.create_key == key
    assert platform.price("mug") == 11_000


def test_an_update_without_an_answer_sends_the_newest_value(connect, platform):
    mug = variant("mug", price=10_000)
    connection = connect()
    sync(connection)
    platform.before = [LOST]
    set_price(mug, 11_000)
    turn(connection)
    set_price(mug, 12_000)
    let_time_pass(300)

    turn(connection)

    assert platform.price("mug") == 12_000
    assert not Part.objects.unconfirmed().exists()


def test_a_withdraw_waits_for_a_create_that_is_unknown_and_asks(connect, platform):
    mug = variant("mug")
    connection = connect()
    platform.after = [LOST]
    sync(connection)
    archive(mug)
    turn(connection)
    assert platform.holding("mug") == 1
    let_time_pass(300)

    turn(connection)

    assert platform.items == {}
    assert platform.endpoints()[-2:] == ["find", "withdraw"]


def test_a_receipt_the_platform_does_not_know_makes_its_parts_unknown(
    connect, platform
):
    variant("mug")
    connection = connect("fake.batch")
    sync(connection)
    platform.receipts.clear()
    let_time_pass(2)
    turn(connection)
    let_time_pass(300)
    turn(connection)

    assert platform.endpoints().count("publish") == 2


def test_a_receipt_older_than_its_lifetime_is_not_asked_about(connect, platform):
    variant("mug")
    connection = connect("fake.batch")
    sync(connection)
    let_time_pass(25 * 3600)
    platform.calls.clear()

    turn(connection)

    assert "confirm" not in platform.endpoints()
    let_time_pass(300)
    turn(connection)
    assert "publish" in platform.endpoints()


def test_what_vanished_outside_is_created_again(connect, platform, monkeypatch):
    mug = variant("mug", price=10_000)
    connection = connect()
    sync(connection)
    monkeypatch.setattr("tests.channels.platform.update", lambda listing: None)
    monkeypatch.setattr("tests.channels.platform.FakeShop.update_offers", answer_gone)
    platform.items.clear()

    set_price(mug, 11_000)
    turn(connection)
    turn(connection)

    assert platform.price("mug") == 11_000


def answer_gone(self, listings):
    for listing in listings:
        changed = [offer for offer in listing.offers if offer.changed]
        sent = [data.Sent(o.key, o.changed, listing=listing.key) for o in changed]
        self.call("update", sent, lambda: None)
        for offer in changed:
            for name in offer.changed:
                yield data.Outcome(offer.key, name, data.State.GONE)
