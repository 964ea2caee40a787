"""A whole call is refused and no item named: the bad one is found, at a known price."""

import math
import uuid

import pytest

from storefront.channels import claims, isolating, planner, pusher
from storefront.channels.models import Attempt, Part
from storefront.contract import data
from storefront.contract.errors import PlatformUnavailable
from storefront.inventory.services import take
from tests.builders import category, product, put, variant
from tests.channels.engine import content, part, set_price, sync, turn
from tests.race import in_parallel

pytestmark = pytest.mark.django_db

PROBLEM = data.Problem("100", data.Text(vi="Tham số sai", en="Invalid parameter"))
MANY, BAD = 64, 4


def most_calls(among: int, bad: int) -> float:
    return 2 * bad * math.log2(among / bad) + 2 * bad + 1


@pytest.fixture
def mugs(platform):
    """Many mugs, of which some are bad, far from each other."""
    shelf = category("Mugs")
    made = [
        variant(f"mug-{n}", product=product(f"Mug {n}", category=shelf), stock=5)
        for n in range(MANY)
    ]
    for mug in made[:: MANY // BAD]:
        platform.refused[mug.product.title_vi] = PROBLEM
    return made


@pytest.fixture
def planned(connect, mugs):
    connection = connect("fake.whole")
    planner.plan_changes()
    return connection


def send(connection, *, most: float) -> None:
    """Batch after batch, until nothing is due or so many were sent."""
    service = planner.publisher(connection)
    for _ in range(int(most)):
        if not pusher.send_first_lane(connection, service):
            return


def test_every_bad_one_is_found_within_the_bound(planned, platform):
    send(planned, most=1000)

    assert len(platform.items) == MANY - BAD
    assert len(platform.calls) <= most_calls(MANY, BAD)


def test_the_bad_ones_say_why_and_nothing_else_is_refused(planned, platform):
    send(planned, most=1000)

    refused = Part.objects.refused_as_they_stand().filter(name="content")
    reasons = {one.problems[0]["message"]["vi"] for one in refused}
    assert (refused.count(), reasons) == (BAD, {"Tham số sai"})
    assert not Part.objects.waiting().exists()


def test_control_one_by_one_costs_more_than_the_bound(planned, platform, monkeypatch):
    monkeypatch.setattr(isolating, "halve", each_by_itself)

    send(planned, most=1000)

    assert len(platform.calls) > most_calls(MANY, BAD)


def each_by_itself(call, items, *, reason) -> None:
    for item in items:
        Part.objects.filter(pk=item.part.pk).update(suspects=uuid.uuid4())
    isolating.let_go([call], nothing_done=True)


def test_control_halves_that_mix_never_come_to_an_end(planned, platform, monkeypatch):
    monkeypatch.setattr(claims, "oldest_wishes", mixed_wishes)

    send(planned, most=most_calls(MANY, BAD))

    assert platform.items == {}


def mixed_wishes(parts, *, most):
    return None, claims.wishes(parts, most=most)


def test_what_was_accepted_is_under_suspicion_no_more(planned):
    send(planned, most=1000)

    assert Part.objects.exclude(suspects=None).count() == BAD


def test_a_bad_one_that_changed_is_sent_alone(planned, platform, mugs):
    send(planned, most=1000)
    platform.calls.clear()
    platform.refused.clear()
    for mug in mugs[:2]:
        mug.product.title_vi += " again"
        mug.product.save()
    planner.plan_products(planned, [mug.product_id for mug in mugs[:2]])

    send(planned, most=10)

    assert sorted(len(skus) for _, skus in platform.calls) == [2, 2]


def test_what_is_unavailable_is_never_halved(planned, platform):
    platform.before = [PlatformUnavailable("dark")]

    turn(planned)

    assert not Part.objects.exclude(suspects=None).exists()


def test_a_worker_that_dies_leaves_the_halves_to_the_next(planned, platform):
    platform.before = [lambda: None] * 3 + [ZeroDivisionError()]
    with pytest.raises(ZeroDivisionError):
        send(planned, most=1000)
    isolating.let_go(
        list(Attempt.objects.values_list("pk", flat=True)), nothing_done=False
    )

    send(planned, most=1000)

    assert len(platform.items) == MANY - BAD
    assert len(platform.calls) <= most_calls(MANY, BAD) + 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_find_them_together(planned, platform):
    def work(meet, wait):
        meet()
        send(planned, most=1000)

    in_parallel(work, work)
    send(planned, most=1000)

    assert len(platform.items) == MANY - BAD
    assert len(platform.calls) <= most_calls(MANY, BAD)


def test_a_bad_price_does_not_hold_the_stock_beside_it(connect, platform):
    mug, cup = variant("mug", stock=5), variant("cup", stock=5)
    connection = connect("fake.whole")
    sync(connection)
    platform.refused["mug"] = PROBLEM
    for one in (mug, cup):
        set_price(one, 120_000)
        put(one, 3)

    turn(connection)

    assert (platform.stock("mug"), platform.stock("cup")) == (3, 3)
    assert (platform.price("mug"), platform.price("cup")) == (100_000, 120_000)
    assert part(connection, "mug", data.Part.PRICE).problems


def test_finding_out_is_paid_from_the_share_of_content(connect, platform):
    mug, cup = variant("mug"), variant("cup")
    connection = connect("fake.whole")
    sync(connection)
    Part.objects.filter(offer__sku="cup", name="price").update(suspects=uuid.uuid4())
    platform.calls.clear()
    set_price(cup, 90_000)
    for number in range(4):
        set_price(mug, 90_000 + number)
        planner.plan_changes()
        send(connection, most=1)

    assert [skus for _, skus in platform.calls] == [["mug"]] * 3 + [["cup"]]


def test_a_stock_of_zero_under_suspicion_goes_first_all_the_same(connect, platform):
    mug, cup = variant("mug", stock=5), variant("cup", stock=5)
    connection = connect("fake.whole")
    sync(connection)
    Part.objects.filter(offer__sku="cup", name="stock").update(suspects=uuid.uuid4())
    platform.calls.clear()
    set_price(mug, 90_000)
    take(variant_id=cup.pk, quantity=5, reference="A")

    turn(connection)

    assert platform.calls == [("update", ["cup"]), ("update", ["mug"])]
    assert content(connection, "cup").suspects is None
