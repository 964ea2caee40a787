import base64
import hashlib
import hmac
import json

import pytest

from plugins.facebook_login.sandbox import APP_ID, APP_SECRET
from storefront.connections.models import Connection
from storefront.contract.sign_in import Identity as RemoteIdentity
from storefront.customers.contacts import Contact, Kind
from storefront.customers.models import Identity, User
from storefront.customers.services import add_contact, enter_with
from storefront.privacy.models import Goodbye
from tests.buying import browser, order

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

LAN_THERE = RemoteIdentity("218471", "Trần Thị Lan")


@pytest.fixture
def facebook() -> Connection:
    return Connection.objects.create(
        service="facebook.login",
        account=APP_ID,
        credentials={"app_id": APP_ID, "app_secret": APP_SECRET},
    )


def signed(secret: str = APP_SECRET, **facts: object) -> dict[str, str]:
    told = {"user_id": LAN_THERE.external_id, "algorithm": "HMAC-SHA256", **facts}
    payload = packed(json.dumps(told).encode())
    signature = packed(hmac.digest(secret.encode(), payload, hashlib.sha256))
    return {"signed_request": f"{signature.decode()}.{payload.decode()}"}


def packed(plain: bytes) -> bytes:
    return base64.urlsafe_b64encode(plain).rstrip(b"=")


def post(kind: str, fields: dict[str, str]):
    body = "&".join(f"{name}={value}" for name, value in fields.items())
    return browser().post(
        f"/goodbye/facebook.login/{kind}/",
        body,
        content_type="application/x-www-form-urlencoded",
    )


def test_erasing_takes_the_companys_facts_and_says_where_that_can_be_read(facebook):
    lan = enter_with(connection=facebook, identity=LAN_THERE)
    add_contact(user=lan, contact=Contact(Kind.EMAIL, "lan@example.com"))

    told = post("erase", signed()).json()

    lan.refresh_from_db()
    assert (lan.name, Identity.objects.count()) == ("", 0)
    page = browser().get(told["url"].removeprefix("http://localhost:8000"))
    assert told["confirmation_code"] in page.content.decode()


def test_an_account_that_held_nothing_else_goes_too(facebook):
    enter_with(connection=facebook, identity=LAN_THERE)

    post("erase", signed())

    assert User.objects.count() == 0


def test_an_account_with_orders_stays_and_can_be_claimed(facebook):
    lan = enter_with(connection=facebook, identity=LAN_THERE)
    order(customer=lan)

    post("erase", signed())

    assert list(User.objects.all()) == [lan]


def test_leaving_takes_nothing_away(facebook):
    enter_with(connection=facebook, identity=LAN_THERE)

    answer = post("leave", signed())

    assert (answer.status_code, Identity.objects.count()) == (200, 1)
    assert Goodbye.objects.get().known


def test_again_changes_nothing_and_is_answered(facebook):
    enter_with(connection=facebook, identity=LAN_THERE)

    answers = [post("erase", signed()).status_code for _ in range(2)]

    assert answers == [200, 200]
    assert [said.known for said in Goodbye.objects.order_by("done_at")] == [True, False]


@pytest.mark.parametrize(
    "fields",
    [
        signed(secret="0" * 32),
        signed(algorithm="none"),
        {"signed_request": "x"},
        {"signed_request": "ế.ế"},
        {"other": "field"},
    ],
)
def test_what_the_company_did_not_sign_changes_nothing(facebook, fields):
    enter_with(connection=facebook, identity=LAN_THERE)

    answer = post("erase", fields)

    assert (answer.status_code, Identity.objects.count()) == (401, 1)


@pytest.mark.parametrize(
    "path", ["demo.shop/erase", "facebook.login/other", "no/erase"]
)
def test_nobody_else_is_listened_to(facebook, path):
    assert browser().post(f"/goodbye/{path}/").status_code == 404
