import pytest
from allauth.usersessions.models import UserSession

from tests.buying import browser
from tests.signing_in import come_in, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

LAN = "lan@example.com"


def test_a_customer_sees_where_they_are_signed_in():
    elsewhere, here = come_in(LAN), come_in(LAN)

    page = here.get("/vi/account/sessions/")

    assert [one.session_key for one, _ in page.context["sessions"]] == [
        here.session.session_key,
        elsewhere.session.session_key,
    ]


def test_one_elsewhere_can_be_ended():
    elsewhere, here = come_in(LAN), come_in(LAN)
    session = UserSession.objects.get(session_key=elsewhere.session.session_key)

    here.post(f"/vi/account/sessions/{session.pk}/")

    assert (signed_in(elsewhere), here.get("/vi/account/").status_code) == (None, 200)


def test_all_others_can_be_ended_at_once():
    others, here = [come_in(LAN), come_in(LAN)], come_in(LAN)

    here.post("/vi/account/sessions/others/")

    assert [signed_in(other) for other in others] == [None, None]


def test_nobody_ends_the_session_of_somebody_else():
    lan, eve = come_in(LAN), come_in("eve@example.com")
    session = UserSession.objects.get(session_key=lan.session.session_key)

    answer = eve.post(f"/vi/account/sessions/{session.pk}/")

    assert (answer.status_code, lan.get("/vi/account/").status_code) == (404, 200)


def test_after_signing_out_the_old_cookie_opens_nothing():
    client = come_in(LAN)
    cookie = client.cookies["sessionid"].value
    client.post("/vi/account/sign-out/")
    thief = browser()
    thief.cookies["sessionid"] = cookie

    assert thief.get("/vi/account/").status_code == 302


@pytest.mark.parametrize(
    "page", ["", "ways/", "password/", "sessions/", "prove/", "ways/code/"]
)
def test_strangers_are_led_to_the_door(page):
    answer = browser().get(f"/vi/account/{page}")

    assert answer["Location"].startswith("/vi/account/sign-in/?next=")


@pytest.mark.parametrize("page", ["", "search/"])
def test_no_shared_page_sets_a_cookie_or_differs_by_one(page):
    answer = browser().get(f"/vi/{page}")

    assert (dict(answer.cookies), "Cookie" in answer.get("Vary", "")) == ({}, False)
