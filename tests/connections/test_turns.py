"""Where a platform counts the calls of all our accounts together, they take turns."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from storefront.connections import turns
from storefront.connections.gate import ConnectionGate
from storefront.connections.models import Bucket, Connection, Turn
from storefront.contract.data import Budget
from storefront.contract.errors import NotNow
from storefront.contract.http import Call
from tests.connections.post_office import PostOffice, box
from tests.crowd import all_at_once

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

LETTER = Call("letters")


@pytest.fixture(autouse=True)
def shared(monkeypatch):
    hourly = Budget("letters", calls=4, per=timedelta(hours=1), shared=True)
    monkeypatch.setattr(PostOffice, "budgets", (hourly,))


def goes_out(connection: Connection) -> bool:
    try:
        ConnectionGate(connection).enter(LETTER)
    except NotNow:
        return False
    return True


def set_tokens(number: float) -> None:
    Bucket.objects.update(tokens=number, filled_at=timezone.now())


def served_in_rounds(number: int, *boxes: Connection) -> Counter[str]:
    """One call is paid for each round, and the first of these always asks first."""
    served: Counter[str] = Counter()
    set_tokens(0)
    for _round in range(number):
        served.update(one.account for one in boxes if goes_out(one))
        set_tokens(1)
    return served


def test_all_accounts_together_get_what_the_budget_holds():
    here, there = box("1"), box("2")

    assert [goes_out(one) for one in (here, there) * 3] == [True] * 4 + [False] * 2


def test_a_budget_that_is_not_shared_is_each_account_s_own(monkeypatch):
    own = Budget("letters", calls=2, per=timedelta(hours=1))
    monkeypatch.setattr(PostOffice, "budgets", (own,))
    here, there = box("1"), box("2")

    assert [goes_out(one) for one in (here, there) * 3] == [True] * 4 + [False] * 2


def test_who_is_always_first_to_ask_leaves_every_second_call_to_the_other():
    greedy, other = box("greedy"), box("other")
    goes_out(greedy)

    assert served_in_rounds(9, greedy, other) == {"greedy": 4, "other": 4}


def test_control_without_turns_it_takes_them_all(monkeypatch):
    monkeypatch.setattr(turns, "before", lambda *told: 0)
    greedy, other = box("greedy"), box("other")
    goes_out(greedy)

    assert served_in_rounds(9, greedy, other) == {"greedy": 8}


def test_three_share_alike():
    boxes = [box(name) for name in "abc"]
    goes_out(boxes[0])

    assert served_in_rounds(10, *boxes) == {"a": 3, "b": 3, "c": 3}


def test_who_wants_nothing_holds_nobody_up():
    greedy, idle = box("greedy"), box("idle")
    goes_out(idle)

    assert served_in_rounds(5, greedy) == {"greedy": 4}


def test_who_does_not_come_back_has_given_up_its_turn():
    here, gone = box("here"), box("gone")
    goes_out(here)
    set_tokens(0)
    goes_out(gone)
    Turn.objects.filter(connection=gone).update(waits_until=timezone.now())
    set_tokens(1)

    assert goes_out(here)


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_get_no_more_than_there_is():
    boxes = [box(str(number)) for number in range(8)]
    goes_out(boxes[0])
    set_tokens(3)

    assert (
        all_at_once([lambda one=one: goes_out(one) for one in boxes]).count(True) == 3
    )
