"""Staff connect accounts by saying yes at the platform."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from plugins.demo.sandbox import DemoSandbox
from storefront.connections import consenting
from storefront.connections.consenting import Astray
from storefront.connections.models import Connection, Grant, Journey
from storefront.connections.plugins import build
from storefront.contract.sandbox import running
from tests.connections.consents import APP, come_back, granted, say_yes, set_out
from tests.crowd import all_at_once
from tests.people import ann, bob

pytestmark = pytest.mark.django_db
LIST = "/admin/connections/connection/"


@pytest.fixture
def platform(tmp_path: Path) -> DemoSandbox:
    return DemoSandbox(tmp_path / "demo.sqlite3", seed=7)


@pytest.fixture
def address(platform: DemoSandbox) -> Iterator[str]:
    with running(platform) as address:
        yield address


def staff(user) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


@pytest.mark.sqlite
def test_the_accounts_chosen_are_connected_and_work(address):
    _grant, connected = granted(address, "demo", "gom-bau")

    for connection in connected:
        build(connection).check()
    assert {one.account for one in connected} == {"demo", "gom-bau"}
    assert connected[0].expires_at > timezone.now() + timedelta(days=29)


def test_an_account_that_was_not_chosen_is_not_connected(address):
    granted(address, "gom-bau")

    assert Connection.objects.get().account == "gom-bau"


def test_a_state_is_good_once(address):
    told = say_yes(set_out(address))
    come_back(told)

    with pytest.raises(Astray):
        come_back(told)


def test_a_state_is_good_in_the_session_that_began(address):
    told = say_yes(set_out(address))

    with pytest.raises(Astray):
        come_back(told, session="eve")


def test_a_state_is_good_for_a_while(address):
    told = say_yes(set_out(address))
    Journey.objects.update(began_at=timezone.now() - consenting.PATIENCE)

    with pytest.raises(Astray):
        come_back(told)


@pytest.mark.django_db(transaction=True)
def test_of_returns_at_once_one_goes_on(address):
    told = say_yes(set_out(address))

    results = all_at_once([lambda: come_back(told)] * 3)

    assert sum(isinstance(result, Journey) for result in results) == 1


def test_accounts_are_chosen_once(address):
    journey = come_back(say_yes(set_out(address)))
    consenting.connect_chosen(journey, ["demo"])

    with pytest.raises(Astray):
        consenting.connect_chosen(journey, ["gom-bau"])


def test_a_code_that_is_no_good_says_so(address):
    told = say_yes(set_out(address)) | {"code": "made up"}

    with pytest.raises(ValidationError, match="This consent was used or is too old"):
        come_back(told)


def test_connecting_again_renews_what_is_there(address):
    first, (connection,) = granted(address)
    Connection.objects.update(needs_staff=True, trouble="revoked")

    second, _connected = granted(address)

    connection.refresh_from_db()
    assert (connection.grant, connection.needs_staff) == (second, False)
    assert second != first


def test_no_secret_stands_in_the_rows(address):
    come_back(say_yes(set_out(address)))

    row = Journey.objects.extra(select={"raw": "credentials"}).get()
    assert "demo-secret" not in row.raw
    assert "oauth." not in row.raw


def test_through_the_admin_from_the_list_to_the_connection(address, settings):
    owner = staff(ann())
    new = f"{LIST}add/?service=demo.shop&by=consent"
    form = {**APP, "name": "", "language": "vi", "api_address": address}
    settings.ALLOW_API_ADDRESS = True

    told = say_yes(owner.post(new, form).context["address"])
    chosen = owner.get(f"{LIST}back/", told).context["journey"]
    owner.post(f"{LIST}back/", {"journey": chosen.pk, "account": ["demo"]})

    assert Connection.objects.get().account == "demo"


def test_who_may_not_connect_cannot_come_back(address):
    assert staff(bob()).get(f"{LIST}back/", {"code": "a"}).status_code == 403


def test_what_was_refused_over_there_connects_nothing(address):
    owner = staff(ann())

    page = owner.get(f"{LIST}back/", {"error": "refused", "state": "x"}, follow=True)

    assert "Nothing was allowed" in page.content.decode()
    assert Grant.objects.count() == 0


def test_the_page_of_a_granted_connection_offers_another_yes(address):
    _grant, (connection,) = granted(address)

    page = staff(ann()).get(f"{LIST}{connection.pk}/change/").content.decode()

    assert "Connect again" in page
    assert "oauth." not in page


@pytest.mark.parametrize(
    ("renews", "told"),
    [
        ("with its end", "It renews itself around 2 Dec 2026, which moves its end."),
        ("until a fixed day", "It renews itself until 5 Dec 2026;"),
        ("no more", "It does not renew itself any more: it holds until 5 Dec 2026,"),
    ],
)
def test_the_page_of_a_granted_connection_says_what_becomes_of_it(
    address, renews, told
):
    """A platform's end may move with each renewal, or stand fast."""
    grant, (connection,) = granted(address)
    end = datetime(2026, 12, 5, 5, tzinfo=UTC)
    grant.renew_at = None if renews == "no more" else end - timedelta(days=3)
    grant.expires_at = end if renews == "with its end" else end - timedelta(days=1)
    grant.save()
    Connection.objects.update(expires_at=end)

    page = staff(ann()).get(f"{LIST}{connection.pk}/change/").content.decode()

    assert told in " ".join(page.split())
