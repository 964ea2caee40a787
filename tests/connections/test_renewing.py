"""Tokens are renewed by one worker, before they end, and whatever dies meanwhile."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.utils import timezone

from plugins.demo.fake import consent
from plugins.demo.sandbox import DemoSandbox
from storefront.connections import renewing
from storefront.connections.models import Connection, Grant
from storefront.connections.plugins import build
from storefront.connections.reaching import reaching
from storefront.connections.renewing import renew
from storefront.connections.tasks import renew_due
from storefront.contract import clock
from storefront.contract.errors import CredentialsDead
from storefront.contract.sandbox import running
from storefront.jobs.models import Job
from storefront.outbox.models import Alert
from storefront.outbox.watching import watch
from tests import builders
from tests.connections.consents import calls, granted
from tests.crowd import all_at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def platform(tmp_path: Path) -> DemoSandbox:
    return DemoSandbox(tmp_path / "demo.sqlite3", seed=7)


@pytest.fixture
def address(platform: DemoSandbox) -> Iterator[str]:
    with running(platform) as address:
        yield address


@pytest.fixture
def grant(address: str) -> Grant:
    return granted(address, "demo", "gom-bau")[0]


def asked(platform: DemoSandbox) -> int:
    """How often for other tokens: one call was for the code."""
    return calls(platform, "/consent/token") - 1


def again(grant: Grant) -> None:
    renew(grant_id=grant.pk, revision=grant.revision)


def use(connection: Connection) -> None:
    connection.refresh_from_db()
    with reaching(connection):
        build(connection).check()


@pytest.mark.sqlite
def test_every_connection_of_the_grant_goes_on_with_the_new_tokens(grant, platform):
    consent.end_access(platform)

    again(grant)

    for connection in grant.connections.all():
        use(connection)


def test_tokens_are_renewed_before_they_end(grant):
    assert renewing.due() == []

    Grant.objects.update(renew_at=clock.now())
    renew_due()

    grant.refresh_from_db()
    job = Job.objects.get(kind="connections.renew")
    assert grant.expires_at > clock.now() + timedelta(minutes=50)
    assert job.args == {"grant_id": grant.pk, "revision": 1}


@pytest.mark.django_db(transaction=True)
def test_of_many_that_renew_at_once_one_asks(grant, platform):
    platform.turn("slow", 300)

    all_at_once([lambda: again(grant)] * 4)

    assert asked(platform) == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lease_all_ask(grant, platform, monkeypatch):
    def take_freely(grant_id: int, revision: int) -> Grant:
        return Grant.objects.get(pk=grant_id)

    monkeypatch.setattr(renewing, "take", take_freely)
    platform.turn("slow", 300)

    all_at_once([lambda: again(grant)] * 4)

    assert asked(platform) == 4


def test_a_job_that_comes_late_asks_nothing(grant, platform):
    again(grant)
    again(grant)

    assert asked(platform) == 1


def test_a_worker_that_dies_before_the_save_is_followed_by_another(
    grant, platform, monkeypatch
):
    monkeypatch.setattr(renewing, "save", dies)
    with pytest.raises(SystemExit):
        again(grant)
    monkeypatch.undo()

    again(grant)  # too early: the dead one's lease holds
    Grant.objects.update(renewing_until=timezone.now())
    again(grant)

    use(Connection.objects.first())
    assert asked(platform) == 2


def dies(*_args: object) -> None:
    raise SystemExit


def test_where_the_lost_answer_spent_the_token_calls_go_on_and_staff_hear_of_it(
    grant, platform, monkeypatch
):
    platform.turn("strict_tokens", 1)
    monkeypatch.setattr(renewing, "save", dies)
    with pytest.raises(SystemExit):
        again(grant)
    monkeypatch.undo()
    Grant.objects.update(renewing_until=timezone.now())

    again(grant)
    watch()

    use(Connection.objects.first())
    alert = Alert.objects.first()
    assert (alert.kind, alert.stage) == ("credentials end", "1")


def test_a_token_that_dies_early_is_renewed_without_staff(grant, platform):
    Grant.objects.update(renewed_at=timezone.now() - timedelta(hours=1))
    connection = grant.connections.first()
    consent.end_access(platform)
    with pytest.raises(CredentialsDead):
        use(connection)
    job = Job.objects.get(kind="connections.renew")

    renew(**job.args)

    use(connection)
    assert not connection.needs_staff


def test_a_yes_taken_back_needs_staff(grant, platform):
    Grant.objects.update(renewed_at=timezone.now() - timedelta(hours=1))
    connection = grant.connections.first()
    consent.revoke(platform)
    with pytest.raises(CredentialsDead):
        use(connection)

    again(grant)
    watch()

    alert = Alert.objects.loud().get(kind="credentials dead")
    assert alert.fix_en.startswith("Open the connection and press “Connect again”")


def test_what_was_connected_again_meanwhile_is_left_alone(grant, address):
    other, _connected = granted(address, "demo")
    tokens = renewing.asked(grant)

    renewing.save(grant, tokens)

    connection = Connection.objects.get(account="demo")
    assert connection.credentials["token"] == other.credentials["token"]


@pytest.mark.parametrize(
    ("days", "stage"), [(20, None), (13, "14"), (6, "7"), (0.5, "1"), (-1, "1")]
)
def test_staff_are_warned_two_weeks_one_week_and_one_day_before(days, stage):
    builders.connection(expires_at=clock.now() + timedelta(days=days))

    watch()

    stages = Alert.objects.values_list("stage", flat=True)
    assert list(stages) == ([stage] if stage else [])


def test_a_new_key_takes_the_tokens_over(grant, settings):
    old, new = settings.CREDENTIALS_KEYS[0], Fernet.generate_key().decode()
    settings.CREDENTIALS_KEYS = [new, old]

    call_command("rotate_credentials")

    settings.CREDENTIALS_KEYS = [new]
    assert Grant.objects.get().credentials["token"].startswith("oauth.")
