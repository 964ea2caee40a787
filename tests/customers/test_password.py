import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test.utils import CaptureQueriesContext

from storefront.customers import limits
from storefront.customers.contacts import Contact, Kind
from storefront.customers.models import User
from storefront.customers.services import owner_with_password, set_password
from storefront.customers.views import entrance
from tests.buying import browser
from tests.crowd import all_at_once
from tests.signing_in import come_in, customer, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

LAN, PHONE = "lan@example.com", "+84912345678"
SECRET = "three green mugs"


def with_password(contact: str = LAN):
    user = customer(contact)
    set_password(user=user, password=SECRET)
    return user


def sign_in(client, contact: str, password: str = SECRET):
    fields = {"contact": contact, "password": password}
    return client.post("/vi/account/sign-in/password/", fields)


@pytest.mark.parametrize(
    ("contact", "typed"), [(LAN, "Lan@Example.com"), (PHONE, "0912 345 678")]
)
def test_opens_the_account_by_phone_or_e_mail(contact, typed):
    lan = with_password(contact)
    client = browser()

    sign_in(client, typed)

    assert signed_in(client) == lan


@pytest.mark.parametrize("contact", [LAN, "nobody@example.com", "0987654321"])
def test_a_wrong_one_is_answered_the_same_whoever_it_is(contact):
    with_password()

    page = sign_in(browser(), contact, "wrong")

    assert (page.status_code, page.context["by_password"].errors) == (
        422,
        {"password": [entrance.no_match()]},
    )


@pytest.mark.parametrize("contact", ["without@example.com", "nobody@example.com"])
def test_it_is_asked_and_compared_as_often_whoever_it_is(contact, monkeypatch):
    """The time of an answer tells nobody who has an account, or a password."""
    with_password()
    customer("without@example.com")
    compared = []
    verify = MD5PasswordHasher.verify
    monkeypatch.setattr(
        MD5PasswordHasher, "verify", lambda *a: compared.append(a) or verify(*a)
    )
    asked = []
    for who in (LAN, contact):
        with CaptureQueriesContext(connection) as queries:
            assert (
                owner_with_password(contact=Contact(Kind.EMAIL, who), password="x")
                is None
            )
        asked.append(len(queries))

    assert (asked, len(compared)) == ([1, 1], 2)


def test_an_account_without_a_password_is_opened_by_none():
    customer(LAN)
    client = browser()

    sign_in(client, LAN, "!")

    assert signed_in(client) is None


def test_an_admins_password_does_not_open_this_door(django_user_model):
    django_user_model.objects.create_superuser("ann", LAN, SECRET)
    client = browser()

    sign_in(client, LAN)

    assert signed_in(client) is None


def test_changing_it_ends_the_other_sessions_and_not_this_one():
    here, elsewhere = come_in(LAN), come_in(LAN)

    here.post("/vi/account/password/", {"password": SECRET})

    assert here.get("/vi/account/").status_code == 200
    assert elsewhere.get("/vi/account/").status_code == 302


def test_a_weak_one_is_refused_with_the_reason():
    page = come_in(LAN).post("/vi/account/password/", {"password": "12345678"})

    assert page.status_code == 422
    assert len(page.context["form"].errors["password"]) == 2


def test_only_so_many_tries_an_hour_reach_the_check(monkeypatch):
    checked = count_checks(monkeypatch)

    for number in range(30):
        address = f"198.51.100.{number}"
        browser(**{"X-Forwarded-For": address}).post(
            "/vi/account/sign-in/password/", {"contact": LAN, "password": "x"}
        )

    assert len(checked) == limits.PASSWORDS_AT_CONTACT.most


def test_one_client_cannot_try_them_on_everybody(monkeypatch):
    checked = count_checks(monkeypatch)
    client = browser()

    for number in range(70):
        sign_in(client, f"somebody-{number}@example.com")

    assert len(checked) == limits.PASSWORDS_OF_CLIENT.most


@pytest.mark.django_db(transaction=True)
def test_tries_at_once_are_counted_one_by_one():
    limit = limits.Limit("a test", most=5)

    told = all_at_once([lambda: limits.take(limit, "lan")] * 12)

    assert sum(one is None for one in told) == 5


def test_the_count_begins_anew_after_its_while():
    limit = limits.Limit("a test", most=1)
    limits.take(limit, "lan")
    limits.Tries.objects.update(until="2000-01-01T00:00Z")

    limits.take(limit, "lan")

    with pytest.raises(limits.TooOften):
        limits.take(limit, "lan")


def count_checks(monkeypatch) -> list[object]:
    checked: list[object] = []
    monkeypatch.setattr(User, "check_password", lambda *told: checked.append(told))
    return checked
