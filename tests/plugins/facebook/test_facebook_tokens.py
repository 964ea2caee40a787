"""A yes on Meta's page, and how long what it gave is good for."""

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from plugins.facebook.fake import tokens
from plugins.facebook.fake.calls import APP_ID, APP_SECRET, CATALOG_ID, TOKEN
from plugins.facebook.plugin import FacebookShop
from storefront.connections import consenting, renewing
from storefront.connections.models import Connection, Grant
from storefront.connections.plugins import build, service
from storefront.connections.reaching import reaching
from storefront.connections.renewing import renew
from storefront.connections.services import connect
from storefront.contract import clock
from storefront.contract.errors import CredentialsDead, PlatformRefused
from storefront.contract.http import OpenGate
from storefront.outbox.models import Alert
from storefront.outbox.watching import watch
from tests.connections.consents import come_back, say_yes
from tests.crowd import all_at_once

APP = {"app_id": APP_ID, "app_secret": APP_SECRET}
BY_HAND = {**APP, "catalog_id": CATALOG_ID, "access_token": TOKEN}


def granted(address: str) -> Grant:
    page = consenting.begin(
        service=service("facebook.shop"),
        credentials=APP,
        session="ann",
        api_address=address,
    )
    journey = come_back(say_yes(f"{page}&person=410000000000001"))
    (connected,) = consenting.connect_chosen(journey, [CATALOG_ID])
    assert connected.grant
    return connected.grant


def shop(address: str, **changed: str) -> FacebookShop:
    return FacebookShop({**BY_HAND, **changed}, gate=OpenGate(), address=address)


def use(connection: Connection) -> None:
    connection.refresh_from_db()
    with reaching(connection):
        build(connection).check()


def again(grant: Grant) -> None:
    renew(grant_id=grant.pk, revision=grant.revision)


def asked_anew(facebook) -> int:
    """Counted in the platform's own log."""
    with facebook.reading() as rows:
        found = rows.execute(
            "select count(*) from sandbox_log"
            " where path like '%set_token_expires_in_60_days=true%'"
        ).fetchone()
    return int(found[0])


def days_left(moment) -> float:
    return (moment - clock.now()) / timedelta(days=1)


def test_the_page_of_consent_is_metas_own():
    page = FacebookShop(APP, gate=OpenGate()).authorize_url(callback="x", state="s")

    assert urlsplit(page).netloc == "www.facebook.com"
    asked = dict(parse_qsl(urlsplit(page).query))
    assert asked["scope"] == "catalog_management,business_management"


@pytest.mark.django_db
def test_a_yes_connects_a_catalogue_for_sixty_days(address):
    grant = granted(address)

    (connection,) = grant.connections.all()
    use(connection)
    assert connection.account == CATALOG_ID
    assert 59 < days_left(connection.expires_at) <= 60
    assert 39 < days_left(grant.renew_at) <= 40


@pytest.mark.django_db
def test_what_is_renewed_works_for_sixty_days_more(address):
    grant = granted(address)
    Grant.objects.update(expires_at=clock.now() + timedelta(days=3))
    before = grant.credentials["access_token"]

    again(grant)

    grant.refresh_from_db()
    assert grant.credentials["access_token"] != before
    assert 59 < days_left(grant.expires_at) <= 60
    use(grant.connections.get())


@pytest.mark.django_db(transaction=True)
def test_of_workers_that_renew_at_once_one_asks(address, facebook):
    grant = granted(address)

    facebook.turn("slow", 300)

    all_at_once([lambda: again(grant)] * 4)

    assert asked_anew(facebook) == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lease_all_ask(address, facebook, monkeypatch):
    grant = granted(address)
    facebook.turn("slow", 300)
    freely = Grant.objects.get
    monkeypatch.setattr(renewing, "take", lambda pk, _revision: freely(pk=pk))

    all_at_once([lambda: again(grant)] * 4)

    assert asked_anew(facebook) == 4


@pytest.mark.django_db
def test_after_a_changed_password_only_another_yes_helps(address, facebook):
    grant = granted(address)
    connection = grant.connections.get()
    tokens.revoke(facebook)
    Grant.objects.update(renewed_at=clock.now() - timedelta(hours=1))

    with pytest.raises(CredentialsDead, match="changed their password"):
        use(connection)
    again(grant)
    connection.refresh_from_db()
    assert connection.needs_staff
    assert renewing.renewable(connection) is None

    granted(address)
    use(connection)
    assert not Connection.objects.get().needs_staff


@pytest.mark.django_db
@pytest.mark.parametrize("days", [14, 7, 1])
def test_staff_hear_when_an_entered_token_ends(address, facebook, days):
    facebook.turn("token_days", days)
    connect(service="facebook.shop", credentials=BY_HAND, api_address=address)

    watch()

    alert = Alert.objects.get(kind="credentials end")
    assert alert.stage == str(days)


def test_a_token_of_a_system_user_does_not_end(address):
    assert shop(address).expires_at() is None


def test_without_the_apps_id_a_token_is_asked_about_itself(address, facebook):
    facebook.turn("token_days", 10)

    ends = shop(address, app_id="").expires_at()

    assert ends is not None
    assert 9 < days_left(ends) <= 10


def test_a_token_that_is_none_is_told_as_dead(address):
    with pytest.raises(CredentialsDead, match="Malformed"):
        shop(address, access_token="EAANOBODYSTOKEN").expires_at()


def test_a_code_is_good_once(address):
    made = shop(address)
    callback = "https://shop.example/back/"
    page = made.authorize_url(callback=callback, state="s")
    code = say_yes(f"{page}&person=410000000000001")["code"]

    made.exchange(code=code, callback=callback)

    with pytest.raises(PlatformRefused):
        made.exchange(code=code, callback=callback)


def test_a_wrong_app_secret_is_dead_credentials_in_a_consent(address):
    with pytest.raises(CredentialsDead, match="client secret"):
        shop(address, app_secret="f" * 32).exchange(code="x", callback="y")
