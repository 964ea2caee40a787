from datetime import timedelta

import pytest
from django.utils import timezone

from storefront.connections import breaker, services
from storefront.connections.gate import ConnectionGate
from storefront.connections.models import Breaker, Connection
from storefront.connections.reaching import reaching
from storefront.contract.errors import (
    CredentialsDead,
    NotNow,
    PlatformRefused,
    PlatformUnavailable,
)
from storefront.contract.http import Call
from tests.connections.post_office import REFUSAL, PostOffice, box
from tests.race import in_parallel


def fail(row: Connection, times: int = 1) -> None:
    for _ in range(times):
        breaker.note_failure(row, reason="no answer")


def let_wait_pass() -> None:
    Breaker.objects.update(retry_at=timezone.now())


def call(row: Connection) -> str:
    return ConnectionGate(row).enter(Call("letters"))


def test_a_few_failures_stop_only_those_who_met_them(db):
    row = box()
    fail(row, times=breaker.OPENS_AFTER - 1)

    assert call(row)
    with pytest.raises(NotNow), reaching(row):
        pytest.fail("nothing is risked before the platform was asked")


def test_more_stop_everybody_and_say_since_when(db):
    row = box()
    fail(row, times=breaker.OPENS_AFTER)
    since = timezone.localtime(Breaker.objects.get().failing_since)

    with pytest.raises(NotNow) as refused:
        call(row)

    assert str(refused.value) == f"Unavailable since {since:%H:%M %d/%m}: no answer"


def test_leaves_the_platform_alone_ever_longer_and_never_too_long(db):
    row = box()
    fail(row)
    first = Breaker.objects.get()
    assert first.retry_at - first.failing_since >= breaker.SHORTEST

    Breaker.objects.update(failing_since=timezone.now() - timedelta(days=1))
    fail(row)

    left = Breaker.objects.get().retry_at - timezone.now()
    assert timedelta(0) < left <= breaker.LONGEST


def test_waits_as_long_as_the_platform_says(db):
    row = box()
    wait = timedelta(hours=1)
    breaker.note_failure(row, reason="maintenance", retry_after=wait)

    with pytest.raises(NotNow) as refused:
        breaker.take_probe(row)

    assert wait - refused.value.retry_after < timedelta(minutes=1)


def test_asks_one_cheap_question_and_goes_on(db):
    row = box()
    fail(row, times=breaker.OPENS_AFTER)
    let_wait_pass()

    with reaching(row):
        assert call(row)

    assert len(PostOffice.asked) == 1
    assert not Breaker.objects.exists()


def test_a_question_without_an_answer_is_a_failure_too(db):
    row = box(credentials={"box": "7", "password": "dark"})
    fail(row, times=breaker.OPENS_AFTER)
    let_wait_pass()

    with pytest.raises(PlatformUnavailable), reaching(row):
        pytest.fail("the platform is still dark")

    assert Breaker.objects.get().failures == breaker.OPENS_AFTER + 1
    with pytest.raises(NotNow):
        call(row)


def test_a_throttle_pauses_and_is_no_failure(db):
    row = box()
    throttle = PlatformUnavailable(
        "throttled", retry_after=timedelta(minutes=1), nothing_done=True
    )

    with pytest.raises(PlatformUnavailable), reaching(row):
        raise throttle

    assert (row.paused, Breaker.objects.exists()) == (True, False)


@pytest.mark.parametrize("no", [NotNow("budget"), PlatformRefused([REFUSAL])])
def test_our_own_no_and_a_refusal_are_no_failures(db, no: Exception):
    row = box()

    with pytest.raises(type(no)), reaching(row):
        raise no

    assert not Breaker.objects.exists()


def test_dead_credentials_stop_it_at_once(db):
    row = box()

    with pytest.raises(CredentialsDead), reaching(row):
        raise CredentialsDead("token expired")

    assert (row.needs_staff, row.trouble) == (True, "token expired")


def test_credentials_that_staff_have_checked_end_what_failed(db):
    row = box()
    fail(row, times=breaker.OPENS_AFTER)

    services.check_connection(row)

    assert call(row)


def ask_twice_at_once(row: Connection) -> None:
    """Both have seen that a question is due before either has taken it."""
    let_wait_pass()
    seen = Breaker.objects.get(connection=row).retry_at

    def one(meet, wait) -> None:
        assert seen <= timezone.now()
        meet()
        try:
            with reaching(row):
                pass
        except NotNow:
            pass

    in_parallel(one, one)


@pytest.mark.django_db(transaction=True)
def test_two_workers_ask_once(monkeypatch):
    row = box()
    fail(row)
    hold_answers(monkeypatch)

    ask_twice_at_once(row)

    assert len(PostOffice.asked) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_claim_they_ask_twice(monkeypatch):
    row = box()
    fail(row)
    hold_answers(monkeypatch)
    monkeypatch.setattr(breaker, "take_probe", lambda connection: True)

    ask_twice_at_once(row)

    assert len(PostOffice.asked) == 2


def hold_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A question takes long enough for another worker to come by."""
    check = PostOffice.check

    def slow(self: PostOffice) -> None:
        check(self)
        deadline = timezone.now() + timedelta(seconds=0.5)
        while timezone.now() < deadline and len(PostOffice.asked) < 2:
            pass

    monkeypatch.setattr(PostOffice, "check", slow)
