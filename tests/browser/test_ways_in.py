"""Every way in, walked in a browser against sandboxes, in both languages.

Passkeys have a file of their own (tests/customers/test_passkeys.py).
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import import_module

import pytest
from playwright.sync_api import Page

from storefront.connections.models import Connection
from storefront.contract.plugin import services
from storefront.contract.sandbox import Sandbox, running
from storefront.contract.sandbox.consent import PEOPLE
from storefront.customers.models import Identity, User
from storefront.customers.services import set_password
from storefront.outbox.delivery import deliver
from storefront.outbox.models import Message
from storefront.sandbox.services import sandbox_of
from tests.buying import buyer, order
from tests.signing_in import code_sent_to, customer

pytestmark = pytest.mark.django_db(transaction=True)

LAN = PEOPLE[0]
EMAIL, PHONE = "lan@example.com", "+84912345678"
COMPANIES = [
    "facebook_login",
    "google_login",
    "openid_login",
    "tiktok_login",
    "zalo_login",
]
PASSWORD, ANOTHER = "three green mugs", "four yellow bowls"


@dataclass
class Visitor:
    """A phone in one language, and what a hand does on it."""

    page: Page
    shop: str
    language: str

    def go(self, path: str) -> None:
        self.page.goto(f"{self.shop}/{self.language}/{path}")

    def press(self, form: str, **fields: str) -> None:
        """Fill a form in, by the end of its address, and send it."""
        selector = f'form[action$="{form}"]' if form else "main form"
        found = self.page.locator(selector).first
        for name, value in fields.items():
            found.locator(f"[name={name}]").fill(value)
        with self.page.expect_navigation():
            found.locator("button").first.click()

    def ask_for_code(self, contact: str) -> None:
        self.go("account/sign-in/")
        self.press("/sign-in/", contact=contact)

    def come_in_by_code(self, contact: str) -> None:
        self.ask_for_code(contact)
        self.press("", code=code_sent_to(contact))

    def sign_out(self) -> None:
        self.go("account/")
        self.press("/sign-out/")

    def say_yes_at(self, company: Connection, *, door: str = "with") -> None:
        with self.page.expect_navigation():
            self.page.click(f'a[href*="/account/{door}/{company.pk}/"]')
        with self.page.expect_navigation():
            self.page.click(f"text={LAN.name}")

    @property
    def account(self) -> User | None:
        """Whose account is open, by what the shop itself says."""
        self.go("account/")
        if "sign-in" in self.page.url:
            return None
        cookie = {c["name"]: c["value"] for c in self.page.context.cookies()}
        store = import_module("django.contrib.sessions.backends.db").SessionStore
        return User.objects.get(pk=store(cookie["sessionid"])["_auth_user_id"])


@pytest.fixture(params=["vi", "en"])
def visitor(request, page, live_server, settings) -> Visitor:
    settings.SITE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    return Visitor(page, live_server.url, request.param)


@pytest.fixture
def company(tmp_path, request) -> Iterator[Connection]:
    with connected(request.param, tmp_path) as (connection, _platform):
        yield connection


@pytest.fixture
def companies(tmp_path) -> Iterator[list[Connection]]:
    with ExitStack() as stack:
        yield [
            stack.enter_context(connected(folder, tmp_path))[0] for folder in COMPANIES
        ]


@pytest.fixture
def esms(tmp_path) -> Iterator[Sandbox]:
    with connected("esms", tmp_path) as (_connection, platform):
        yield platform


class connected(ExitStack):  # noqa: N801 -- reads as a verb
    """Run the sandbox of a plugin and connect its only service to it."""

    def __init__(self, folder: str, place) -> None:
        super().__init__()
        self.folder, self.place = folder, place

    def __enter__(self) -> tuple[Connection, Sandbox]:
        super().__enter__()
        platform = sandbox_of(self.folder)(self.place / f"{self.folder}.sqlite3")
        address = self.enter_context(running(platform))
        module = f"plugins.{self.folder}.plugin"
        kind = next(one for one in services().values() if one.__module__ == module)
        connection = Connection.objects.create(
            service=kind.slug,
            account=platform.seeded[kind.account_field],
            credentials=dict(platform.seeded),
            api_address=address,
        )
        return connection, platform


def test_a_code_by_e_mail(visitor):
    visitor.come_in_by_code(EMAIL)

    assert visitor.account == User.objects.get(emailaddress__email=EMAIL)


def test_a_code_by_sms_that_a_gateway_has_sent(visitor, esms):
    visitor.ask_for_code("0912 345 678")
    deliver(message_id=Message.objects.get(way=Message.Way.TEXT).pk)
    arrived = esms.shown(words="", offset=0, limit=1)[0]

    visitor.press("", code=re.search(r"\d{6}", arrived.title)[0])

    assert visitor.account == User.objects.get(phone=PHONE)
    assert arrived.details == ("0912345678",)


def test_a_password_and_its_recovery_by_a_code(visitor):
    visitor.come_in_by_code(EMAIL)
    visitor.go("account/password/")
    visitor.press("", password=PASSWORD)
    visitor.sign_out()

    visitor.come_in_by_code(EMAIL)  # forgotten
    visitor.go("account/password/")
    visitor.press("", password=ANOTHER)
    visitor.sign_out()
    answers = [try_password(visitor, password) for password in (PASSWORD, ANOTHER)]

    assert answers == [None, User.objects.get()]


def try_password(visitor: Visitor, password: str) -> User | None:
    visitor.go("account/sign-in/")
    visitor.page.click("details.door-more summary")
    visitor.press("/sign-in/password/", contact=EMAIL, password=password)
    return visitor.account


def test_another_companys_account_opens_the_same_one_again(visitor, companies):
    for company in companies:
        visitor.go("account/sign-in/")
        visitor.say_yes_at(company)
        first = visitor.account
        visitor.sign_out()

        visitor.go("account/sign-in/")
        visitor.say_yes_at(company)
        again = visitor.account
        visitor.sign_out()

        assert (first, first.name) == (again, LAN.name), company
    assert User.objects.count() == len(companies)


@pytest.mark.parametrize("company", ["google_login"], indirect=True)
def test_it_is_added_and_taken_away_and_the_last_way_stays(visitor, company):
    visitor.come_in_by_code(EMAIL)
    visitor.go("account/ways/")
    visitor.say_yes_at(company, door="link")
    linked = Identity.objects.get().user

    take_away(visitor, "provider:")
    unlinked = Identity.objects.count()
    take_away(visitor, "email:")

    assert (linked, unlinked) == (User.objects.get(), 0)
    assert User.objects.get().emailaddress_set.count() == 1


def take_away(visitor: Visitor, way: str) -> None:
    visitor.go("account/ways/")
    form = visitor.page.locator(f'form:has([value^="{way}"])')
    if form.count():
        with visitor.page.expect_navigation():
            form.locator("button").click()


def test_an_account_without_a_way_is_claimed_by_phone_and_order(visitor, esms):
    lost = User.objects.create_user("was-on-facebook")
    number = order(buyer=buyer(phone=PHONE), customer=lost).number

    visitor.go("account/claim/")
    visitor.press("/claim/", phone="0912 345 678", number=number)
    visitor.press("", code=code_sent_to(PHONE))

    assert visitor.account == lost


@pytest.mark.parametrize("company", ["facebook_login"], indirect=True)
def test_a_no_at_the_company_changes_nothing(visitor, company):
    visitor.go("account/sign-in/")
    with visitor.page.expect_navigation():
        visitor.page.click(f'a[href*="/account/with/{company.pk}/"]')
    with visitor.page.expect_navigation():
        visitor.page.click(".no a")

    assert (visitor.account, User.objects.count()) == (None, 0)


def test_a_password_that_somebody_guessed_does_not_open_it(visitor):
    set_password(user=customer(EMAIL), password=PASSWORD)

    assert try_password(visitor, "guessed") is None
