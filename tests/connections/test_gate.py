import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections as databases
from django.db import models, transaction
from django.utils import timezone

from storefront.connections import services
from storefront.connections.gate import ConnectionGate
from storefront.connections.models import Bucket, Connection
from storefront.contract.data import Budget, Usage
from storefront.contract.errors import NotNow
from storefront.contract.http import Call
from tests.connections.post_office import PostOffice, box

LETTER, PARCEL = Call("letters"), Call("parcels")


def enter(gate: ConnectionGate, call: Call = LETTER) -> str:
    return gate.enter(call)


def count_entries(gate: ConnectionGate, *, tries: int, call: Call = LETTER) -> int:
    entered = 0
    for _ in range(tries):
        try:
            gate.enter(call)
        except NotNow:
            break
        entered += 1
    return entered


def let_pass(**span: float) -> None:
    """Let time go by for every bucket."""
    for bucket in Bucket.objects.all():
        bucket.filled_at -= timedelta(**span)
        if bucket.blocked_until:
            bucket.blocked_until -= timedelta(**span)
        bucket.save()


def budget(monkeypatch: pytest.MonkeyPatch, **values: object) -> None:
    fields = {"endpoint": "letters", "calls": 5, "per": timedelta(hours=1), **values}
    monkeypatch.setattr(PostOffice, "budgets", (Budget(**fields),))


@pytest.mark.sqlite
def test_lets_out_as_many_calls_as_the_budget_holds(db):
    assert count_entries(ConnectionGate(box()), tries=9) == 5


def test_says_when_the_next_call_is_paid_for(db):
    gate = ConnectionGate(box())
    count_entries(gate, tries=5)

    with pytest.raises(NotNow, match="letters") as refused:
        enter(gate)

    wait = refused.value.retry_after
    assert wait
    assert timedelta(minutes=11) < wait <= timedelta(minutes=12)
    assert refused.value.nothing_done


def test_calls_trickle_back_with_time(db):
    gate = ConnectionGate(box())
    count_entries(gate, tries=5)

    let_pass(minutes=24.1)

    assert count_entries(gate, tries=9) == 2


def test_a_rest_gives_no_more_than_the_burst(db, monkeypatch: pytest.MonkeyPatch):
    budget(monkeypatch, burst=3)
    gate = ConnectionGate(box())
    count_entries(gate, tries=9)

    let_pass(days=7)

    assert count_entries(gate, tries=9) == 3


def test_a_clock_set_back_for_an_hour_does_not_stop_the_calls_for_an_hour(db):
    gate = ConnectionGate(box())
    count_entries(gate, tries=5)
    let_pass(hours=-1)

    with pytest.raises(NotNow):
        enter(gate)
    let_pass(minutes=12.1)

    assert count_entries(gate, tries=9) == 1


def test_connections_and_endpoints_do_not_pay_for_each_other(
    db, monkeypatch: pytest.MonkeyPatch
):
    parcels = Budget("parcels", calls=2, per=timedelta(hours=1))
    monkeypatch.setattr(PostOffice, "budgets", (*PostOffice.budgets, parcels))
    gate, other = ConnectionGate(box("1")), ConnectionGate(box("2"))

    assert count_entries(gate, tries=9) == 5
    assert count_entries(gate, tries=9, call=PARCEL) == 2
    assert count_entries(other, tries=9) == 5


def test_an_endpoint_without_a_budget_is_free(db):
    assert count_entries(ConnectionGate(box()), tries=50, call=PARCEL) == 50
    assert not Bucket.objects.exists()


class Patient(ConnectionGate):
    leaves = 0.4


@pytest.mark.parametrize(("gate", "left"), [(Patient, 2), (ConnectionGate, 0)])
def test_a_share_of_the_budget_is_left_to_what_is_urgent(db, gate, left: int):
    row = box()

    assert count_entries(gate(row), tries=9) == 5 - left
    assert count_entries(ConnectionGate(row), tries=9) == left


def test_says_when_there_is_more_than_the_share_that_is_left_alone(db):
    gate = Patient(box())
    count_entries(gate, tries=9)

    with pytest.raises(NotNow) as refused:
        enter(gate)
    let_pass(minutes=12.1)

    assert refused.value.retry_after
    assert refused.value.retry_after > timedelta(minutes=11)
    assert count_entries(gate, tries=9) == 1


class Recording(ConnectionGate):
    """Writes what it records into the row itself, so that a rollback shows."""

    def record(self, ticket: str, call: Call) -> None:
        Connection.objects.filter(pk=self.connection.pk).update(name=ticket)

    def forget(self, ticket: str) -> None:
        Connection.objects.filter(name=ticket).update(name="forgotten")

    def lost(self, ticket: str, reason: str) -> None:
        Connection.objects.filter(name=ticket).update(name=reason)


def name_of(gate: ConnectionGate) -> str:
    return Connection.objects.get(pk=gate.connection.pk).name


@pytest.mark.django_db(transaction=True)
def test_records_what_goes_out_together_with_taking_the_token():
    gate = Recording(box())

    ticket = enter(gate)

    assert name_of(gate) == ticket
    assert Bucket.objects.get().tokens == 4


@pytest.mark.django_db(transaction=True)
def test_records_nothing_when_the_last_token_goes_to_another_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
):
    gate = Recording(box())
    count_entries(ConnectionGate(gate.connection), tries=5)
    monkeypatch.setattr(gate, "look", lambda _: None)

    with pytest.raises(NotNow):
        enter(gate)

    assert name_of(gate) == ""


@pytest.mark.django_db(transaction=True)
def test_takes_no_token_when_the_record_fails(monkeypatch: pytest.MonkeyPatch):
    gate = Recording(box())
    enter(gate)

    def fail(*_: object) -> None:
        raise NotNow("another worker has it")

    monkeypatch.setattr(gate, "record", fail)
    with pytest.raises(NotNow, match="another worker"):
        enter(gate)

    assert Bucket.objects.get().tokens == 4


@pytest.mark.django_db(transaction=True)
def test_what_it_records_is_committed_or_it_refuses_to_begin():
    gate = Recording(box())

    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        enter(gate)


@pytest.mark.sqlite
def test_a_call_that_was_never_sent_gives_its_token_back(db):
    gate = Recording(box())

    gate.never_sent(enter(gate))

    assert (name_of(gate), Bucket.objects.get().tokens) == ("forgotten", 5)


def test_a_lost_answer_is_heard_of_and_paid_for(db):
    gate = Recording(box())

    gate.failed(enter(gate), "ReadTimeout")

    assert (name_of(gate), Bucket.objects.get().tokens) == ("ReadTimeout", 4)


def test_a_throttle_empties_the_bucket(db):
    gate = ConnectionGate(box())

    gate.answered(enter(gate), 429, None)

    assert count_entries(gate, tries=1) == 0


def test_an_allowance_used_up_stops_the_endpoint_until_it_is_regained(db):
    gate = ConnectionGate(box())

    gate.answered(enter(gate), 200, Usage(100, timedelta(minutes=30)))

    with pytest.raises(NotNow) as refused:
        enter(gate)
    assert refused.value.retry_after
    assert refused.value.retry_after > timedelta(minutes=29)
    let_pass(minutes=31)
    assert count_entries(gate, tries=1) == 1


@pytest.mark.parametrize("call", [LETTER, PARCEL])
def test_one_used_up_without_a_moment_rests_a_minute(db, call: Call):
    gate = ConnectionGate(box())

    gate.answered(enter(gate, call), 200, Usage(101))

    assert count_entries(gate, tries=1, call=call) == 0
    let_pass(seconds=61)
    assert count_entries(gate, tries=1, call=call) == 1


@pytest.mark.parametrize(("percent", "left"), [(50, 4), (80, 4), (95, 1), (99.9, 0)])
def test_slows_down_as_the_allowance_runs_out(db, percent: float, left: int):
    gate = ConnectionGate(box())

    gate.answered(enter(gate), 200, Usage(percent))

    assert count_entries(gate, tries=9) == left


def test_a_pause_stops_a_gate_that_is_in_use(db):
    gate = ConnectionGate(box())
    enter(gate)

    services.pause(gate.connection, reason="stocktaking", until=None)

    with pytest.raises(NotNow, match="stocktaking"):
        enter(gate)


def entered_by_two(row: Connection) -> int:
    """Each of two threads tries ten times; both come to the bucket at one moment."""
    counts: list[int] = []
    start = threading.Barrier(2)

    def run() -> None:
        gate = ConnectionGate(row)
        start.wait(10)
        counts.append(count_entries(gate, tries=10))
        databases.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts)


def slowly(change: Callable[..., None]) -> Callable[..., None]:
    """Give the other thread time to read what is about to be changed."""

    def wait(*arguments: object, **options: object) -> None:
        time.sleep(0.02)
        change(*arguments, **options)

    return wait


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_spend_a_token_twice(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Bucket, "save", slowly(Bucket.save))

    assert [entered_by_two(box(str(n))) for n in range(3)] == [5, 5, 5]


@pytest.mark.django_db(transaction=True)
def test_control_without_the_rows_lock_they_do(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Bucket, "save", slowly(Bucket.save))
    unlocked = lambda rows, **_: rows.all()  # noqa: E731
    monkeypatch.setattr(models.QuerySet, "select_for_update", unlocked)

    assert entered_by_two(box()) > 5


@pytest.mark.django_db(transaction=True)
def test_the_bucket_is_free_while_thousands_of_rows_are_recorded():
    """Another worker gets through in the middle of a long record."""
    row = box()
    other = threading.Thread(
        target=lambda: (ConnectionGate(row).enter(LETTER), databases.close_all())
    )

    class Slow(ConnectionGate):
        def record(self, ticket: str, call: Call) -> None:
            other.start()
            other.join(5)
            assert not other.is_alive()

    began = timezone.now()
    Slow(row).enter(LETTER)

    assert round(Bucket.objects.get().tokens) == 3
    assert timezone.now() - began < timedelta(seconds=4)
