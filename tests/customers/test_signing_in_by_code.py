from contextlib import suppress

import pytest
from django.utils import timezone

from storefront.customers import codes
from storefront.customers.codes import CodeGone, redeem
from storefront.customers.contacts import Contact, Kind
from storefront.customers.models import Code, User
from storefront.customers.services import enter
from storefront.outbox.delivery import deliver
from storefront.outbox.models import Message
from tests.buying import browser
from tests.crowd import all_at_once
from tests.people import bob
from tests.signing_in import (
    ask_for_code,
    code_sent_to,
    come_in,
    customer,
    signed_in,
    type_code,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

LAN, PHONE = "lan@example.com", "+84912345678"


@pytest.mark.parametrize(
    ("typed", "sent_to"), [("Lan@Example.com", LAN), ("0912 345 678", PHONE)]
)
def test_who_comes_the_first_time_has_an_account_then(typed, sent_to):
    client = browser()
    ask_for_code(client, typed)

    type_code(client, code_sent_to(sent_to))

    assert signed_in(client) == User.objects.get()


def test_who_comes_again_finds_the_same_account():
    lan = customer(LAN)

    assert signed_in(come_in(LAN)) == lan


def test_leads_back_to_where_the_visitor_wanted_to_go():
    client = browser()
    asked = ask_for_code(client, LAN, next="/vi/cart/")

    entered = type_code(client, code_sent_to(LAN), next="/vi/cart/")

    assert asked["Location"] == "/vi/account/sign-in/code/?next=%2Fvi%2Fcart%2F"
    assert entered["Location"] == "/vi/cart/"


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "javascript:x"]
)
def test_never_leads_to_another_site(wanted):
    client = browser()
    ask_for_code(client, LAN)

    entered = type_code(client, code_sent_to(LAN), next=wanted)

    assert entered["Location"] == "/vi/account/"


def test_the_session_is_another_one_after_signing_in():
    client = browser()
    ask_for_code(client, LAN)
    before = client.session.session_key

    type_code(client, code_sent_to(LAN))

    assert client.session.session_key != before


def test_a_wrong_code_says_how_many_tries_are_left():
    client = browser()
    ask_for_code(client, LAN)

    page = type_code(client, "not it")

    assert page.status_code == 422
    assert "Còn 4 lần" in page.content.decode()


def test_after_five_wrong_codes_the_right_one_is_of_no_use():
    client = browser()
    ask_for_code(client, LAN)
    for _ in range(5):
        type_code(client, "000000x")

    type_code(client, code_sent_to(LAN))

    assert signed_in(client) is None


def test_a_code_is_of_no_use_to_another_browser():
    ask_for_code(browser(), LAN)
    thief = browser()

    type_code(thief, code_sent_to(LAN))

    assert signed_in(thief) is None


def test_a_code_is_of_no_use_when_it_is_too_old():
    client = browser()
    ask_for_code(client, LAN)
    Code.objects.update(expires_at=timezone.now())

    type_code(client, code_sent_to(LAN))

    assert signed_in(client) is None


def test_staff_do_not_come_in_by_this_door():
    bob_ = bob()
    bob_.phone = PHONE
    bob_.save()

    assert signed_in(come_in(PHONE)) is None


def test_a_closed_account_stays_closed():
    User.objects.filter(pk=customer(LAN).pk).update(is_active=False)

    assert signed_in(come_in(LAN)) is None


def test_nothing_is_different_for_who_has_an_account():
    customer(LAN)
    known, unknown = browser(), browser()

    first = ask_for_code(known, LAN)
    second = ask_for_code(unknown, "new@example.com")

    assert (first.status_code, first["Location"]) == (
        second.status_code,
        second["Location"],
    )
    assert len(code_page(known)) - len(LAN) == len(code_page(unknown)) - len(
        "new@example.com"
    )


def test_without_a_way_to_send_sms_it_asks_for_an_e_mail(settings):
    settings.DEMO = False

    page = ask_for_code(browser(), "0912345678")

    assert "chưa gửi được tin nhắn" in page.content.decode()


def code_page(client) -> str:
    page = client.get("/vi/account/sign-in/code/").content.decode()
    start = page.index("<main")
    form = page[start : page.index("</main>")]
    return form.replace(client.cookies["csrftoken"].value, "")


def new_code(contact: Contact) -> Code:
    return codes.send_code(
        contact=contact, purpose=Code.Purpose.SIGN_IN, client=None, language="vi"
    )


@pytest.mark.django_db(transaction=True)
def test_a_code_serves_once_however_many_send_it_at_once():
    assert redeemed_at_once() == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_marking_it_used_it_serves_many(monkeypatch):
    monkeypatch.setattr(codes, "use_up", lambda code: True)

    assert redeemed_at_once() > 1


def redeemed_at_once() -> int:
    """How many of four at once were let in by one code."""
    code = new_code(Contact(Kind.EMAIL, LAN))
    typed, served = code_sent_to(LAN), []

    def try_it() -> None:
        with suppress(CodeGone):
            served.append(redeem(code=code, typed=typed, client=None))

    all_at_once([try_it] * 4)
    return len(served)


@pytest.mark.django_db(transaction=True)
def test_of_ten_tries_at_once_five_reach_the_check(monkeypatch):
    code = new_code(Contact(Kind.EMAIL, LAN))
    checked = []
    monkeypatch.setattr(codes, "matches", lambda *typed: checked.append(typed))

    all_at_once([lambda: redeem(code=code, typed="x", client=None)] * 10)

    assert len(checked) == 5


@pytest.mark.django_db(transaction=True)
def test_two_who_come_the_first_time_at_once_share_one_account():
    found = []

    all_at_once([lambda: found.append(enter(contact=Contact(Kind.PHONE, PHONE)))] * 6)

    assert len({user.pk for user in found}) == User.objects.count() == 1


def test_the_code_is_forgotten_once_it_is_sent_where_nobody_develops(settings):
    settings.DEMO = False
    new_code(Contact(Kind.EMAIL, LAN))
    message = Message.objects.get()

    deliver(message_id=message.pk)

    message.refresh_from_db()
    assert (message.state, message.body) == (Message.State.SENT, "")
