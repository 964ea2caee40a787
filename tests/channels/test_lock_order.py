"""Sending, hearing and planning take their locks in one order, and never wait for each
other in a circle.
"""

import threading
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import OperationalError, transaction
from django.utils import timezone

from storefront.channels import claims, outcomes, planner
from storefront.channels.attempts import RecordingGate
from storefront.channels.claims import Lane
from storefront.channels.models import Listing, Offer, Part
from storefront.channels.projection import project
from storefront.contract import data
from storefront.contract.http import Call
from tests.builders import variant
from tests.channels import platform as fake
from tests.channels.engine import sync
from tests.crowd import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(connect, platform):
    """Its platform has taken a create and not said yet what became of it."""
    connection = connect("fake.batch")
    variant("mug", stock=5)
    sync(connection)
    return connection


@pytest.fixture
def meet() -> Callable[[], None]:
    """Two have locked something each; where only one can come so far, it goes on."""
    both = threading.Barrier(2, timeout=1.5)

    def wait() -> None:
        with suppress(threading.BrokenBarrierError):
            both.wait()

    return wait


def then(monkeypatch, place: object, name: str, meet: Callable[[], None]) -> None:
    """Let whoever has done that wait for the other one."""
    done = getattr(place, name)

    def do(*args: object, **kwargs: object) -> object:
        result = done(*args, **kwargs)
        meet()
        return result

    monkeypatch.setattr(place, name, do)


def send(shop) -> Callable[[], str]:
    """A stock that overtakes what is under way: locks its listing, then the part."""
    listing, lease = Listing.objects.get(), uuid.uuid4()
    Listing.objects.update(
        lease_key=lease, lease_until=timezone.now() + timedelta(minutes=1)
    )
    gate = RecordingGate(
        shop,
        service=fake.FakeBatchShop,
        lane=Lane.SOLD_OUT,
        lease=lease,
        projections=project(shop, [listing.pk], mapping_version=1),
    )
    sent = data.Sent(Offer.objects.get().key, frozenset({data.Part.STOCK}))
    return lambda: gate.enter(Call("update", (sent,)))


def hear(shop) -> Callable[[], None]:
    """The create is there, under this id: locks the parts, and writes its listing."""
    ticket = Part.objects.filter(offer=None).values_list("attempt", flat=True).get()
    listing, offer = Listing.objects.get(), Offer.objects.get()
    told = [data.Outcome(offer.key, part, data.State.ACCEPTED) for part in fake.OFFER]
    ids = {listing.key: "9"}
    whole = data.Outcome(
        listing.key, data.Part.CONTENT, data.State.ACCEPTED, external_ids=ids
    )
    answers = [whole, *told]
    tickets = {(one.key, one.part): ticket for one in answers}
    return lambda: outcomes.record_final(answers, tickets)


def plan(shop) -> Callable[[], None]:
    """Locks the parts, and says of the listing by which rules it was planned."""
    products = list(Listing.objects.values_list("product", flat=True))
    return transaction.atomic(lambda: planner.plan_products(shop, products))


def deadlocks(results: list[object]) -> int:
    assert all(r is None or isinstance(r, str | OperationalError) for r in results)
    return sum(isinstance(result, OperationalError) for result in results)


def send_and_hear(shop, monkeypatch, meet) -> int:
    then(monkeypatch, claims, "renew", meet)
    then(monkeypatch, outcomes, "lock", meet)
    return deadlocks(all_at_once([send(shop), hear(shop)]))


def send_and_plan(shop, monkeypatch, meet, planned: Callable[[], None]) -> int:
    then(monkeypatch, claims, "renew", meet)
    then(monkeypatch, planner, "want_listings", meet)
    return deadlocks(all_at_once([send(shop), planned]))


def test_a_send_and_an_answer_do_not_wait_for_each_other(shop, monkeypatch, meet):
    assert send_and_hear(shop, monkeypatch, meet) == 0


def test_control_without_the_listing_first_they_do(shop, monkeypatch, meet):
    monkeypatch.setattr(outcomes, "lock_listings", list)

    assert send_and_hear(shop, monkeypatch, meet) == 1


def test_a_send_and_a_plan_do_not_wait_for_each_other(shop, monkeypatch, meet):
    assert send_and_plan(shop, monkeypatch, meet, plan(shop)) == 0


def test_control_with_the_parts_first_they_do(shop, monkeypatch, meet):
    assert send_and_plan(shop, monkeypatch, meet, parts_first) == 1


@transaction.atomic
def parts_first() -> None:
    """As a plan would be that wrote its listings last."""
    planner.want_listings(list(Listing.objects.values_list("pk", flat=True)))
    Listing.objects.update(planned_rules=9)
