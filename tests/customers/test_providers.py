from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from plugins.facebook_login.sandbox import FacebookLoginSandbox
from storefront.connections.models import Breaker, Connection
from storefront.contract.sandbox import running
from storefront.contract.sandbox.consent import PEOPLE
from storefront.contract.sign_in import Identity as RemoteIdentity
from storefront.customers import providers, tasks
from storefront.customers.contacts import Contact, Kind
from storefront.customers.models import Identity, User
from storefront.customers.services import TakenByAnother, add_contact, enter_with, link
from storefront.customers.ways import LastWay, remove_way
from tests.buying import browser
from tests.crowd import all_at_once
from tests.plugins.sign_in import decide
from tests.signing_in import code_sent_to, come_in, customer, signed_in, type_code

pytestmark = pytest.mark.django_db

LAN = PEOPLE[0]
LAN_THERE = RemoteIdentity(LAN.id, LAN.name)


@pytest.fixture
def platform(tmp_path) -> FacebookLoginSandbox:
    return FacebookLoginSandbox(tmp_path / "platform.sqlite3")


@pytest.fixture
def facebook(platform) -> Iterator[Connection]:
    with running(platform) as address:
        yield Connection.objects.create(
            service="facebook.login",
            account=platform.seeded["app_id"],
            credentials=dict(platform.seeded),
            api_address=address,
        )


def go(client, connection, name: str = LAN.name, door: str = "with"):
    """There, say yes or no, and back."""
    away = client.get(f"/vi/account/{door}/{connection.pk}/")
    return come_back(client, connection, decide(away["Location"], name))


def come_back(client, connection, told):
    return client.get(f"/account/back/{connection.pk}/", told)


def test_who_comes_the_first_time_has_an_account_and_is_asked_for_a_second_way(
    facebook,
):
    client = browser()

    answer = go(client, facebook)

    assert (signed_in(client).name, answer["Location"]) == (
        LAN.name,
        "/vi/account/ways/",
    )


def test_who_comes_again_finds_the_same_account(facebook):
    first, second = browser(), browser()

    go(first, facebook)
    go(second, facebook)

    assert signed_in(first) == signed_in(second)


def test_a_no_changes_nothing_and_says_so(facebook):
    client = browser()

    page = go(client, facebook, "Không cho phép")

    assert (signed_in(client), "Không có gì thay đổi" in page.content.decode()) == (
        None,
        True,
    )


def test_an_answer_to_somebody_elses_journey_opens_nothing(facebook):
    lan, eve = browser(), browser()
    away = lan.get(f"/vi/account/with/{facebook.pk}/")
    eve.get(f"/vi/account/with/{facebook.pk}/")

    come_back(eve, facebook, decide(away["Location"], LAN.name))

    assert signed_in(eve) is None


def test_an_answer_serves_once(facebook):
    client = browser()
    away = client.get(f"/vi/account/with/{facebook.pk}/")
    told = decide(away["Location"], LAN.name)
    come_back(client, facebook, told)
    client.post("/vi/account/sign-out/")

    come_back(client, facebook, told)

    assert signed_in(client) is None


def test_a_made_up_code_does_not_count_against_the_platform(facebook):
    client = browser()
    away = client.get(f"/vi/account/with/{facebook.pk}/")
    state = parse_qs(urlsplit(away["Location"]).query)["state"][0]

    come_back(client, facebook, {"state": state, "code": "made up"})

    facebook.refresh_from_db()
    assert (Breaker.objects.count(), facebook.needs_staff) == (0, False)


def test_it_is_linked_to_the_account_of_who_is_signed_in(facebook):
    client = come_in("lan@example.com")

    go(client, facebook, door="link")

    assert Identity.objects.get().user == signed_in(client)


def test_it_is_not_linked_to_two(facebook):
    link(user=customer(), connection=facebook, identity=LAN_THERE)

    with pytest.raises(TakenByAnother):
        link(user=customer(), connection=facebook, identity=LAN_THERE)


def test_staff_do_not_come_in_by_it(facebook):
    bob = User.objects.create_user("bob", is_staff=True)
    link(user=bob, connection=facebook, identity=LAN_THERE)
    client = browser()

    go(client, facebook)

    assert signed_in(client) is None


def test_it_is_no_way_to_rely_on_while_it_does_not_answer(facebook):
    user = enter_with(connection=facebook, identity=LAN_THERE)
    phone = Contact(Kind.PHONE, "+84912345678")
    add_contact(user=user, contact=phone)
    go_dark(facebook)

    with pytest.raises(LastWay):
        remove_way(user=user, key=phone.key)


def test_the_button_gives_way_to_a_reason_and_comes_back(platform, facebook):
    platform.turn("broken", "on")
    for _ in range(3):
        Breaker.objects.update(retry_at=timezone.now() - timedelta(seconds=1))
        tasks.probe_providers()
    dark = door()
    platform.turn("broken", "off")
    Breaker.objects.update(retry_at=timezone.now() - timedelta(seconds=1))
    tasks.probe_providers()

    assert (
        "Facebook hiện không phản hồi" in dark,
        "Tiếp tục với Facebook" in dark,
    ) == (
        True,
        False,
    )
    assert "Tiếp tục với Facebook" in door()


def test_dead_credentials_hide_the_button_and_call_staff(platform, facebook):
    platform.turn("revoked", "on")

    tasks.probe_providers()

    facebook.refresh_from_db()
    assert facebook.needs_staff
    assert "Facebook hiện không phản hồi" in door()


@pytest.mark.django_db(transaction=True)
def test_the_same_person_twice_at_once_is_one_account(facebook):
    all_at_once([lambda: enter_with(connection=facebook, identity=LAN_THERE)] * 4)

    assert (User.objects.count(), Identity.objects.count()) == (1, 1)


def go_dark(connection: Connection) -> None:
    now = timezone.now()
    Breaker.objects.create(
        connection=connection,
        failures=3,
        failing_since=now,
        opened_at=now,
        retry_at=now + timedelta(minutes=1),
        reason="dark",
    )


def door() -> str:
    return browser().get("/vi/account/sign-in/").content.decode()


def test_a_slow_company_holds_two_threads_and_no_more(facebook):
    with providers.a_thread_for_it(), providers.a_thread_for_it():
        busy = browser().get(f"/vi/account/with/{facebook.pk}/")

    free = browser().get(f"/vi/account/with/{facebook.pk}/")

    assert (busy.status_code, free.status_code) == (422, 302)


def test_a_button_is_called_what_its_connection_says():
    connection = Connection.objects.create(
        service="openid.login",
        account="kieng-sandbox",
        credentials={
            "called": "Thẻ Mai Vàng",
            "issuer": "https://members.example",
            "client_id": "kieng-sandbox",
            "client_secret": "of nobody",
        },
    )

    page = browser().get("/vi/account/sign-in/").content.decode()

    assert providers.name_of(connection) in page
    assert "Thẻ Mai Vàng" in page


def dark_door(client) -> str:
    return client.get("/vi/account/sign-in/").content.decode()


def test_while_it_is_dark_the_device_is_offered_the_ways_that_remain(facebook):
    client = browser()
    go(client, facebook)
    add_contact(user=signed_in(client), contact=Contact(Kind.PHONE, "+84912345678"))
    client.post("/vi/account/sign-out/")
    go_dark(facebook)

    page = dark_door(client)
    client.post("/vi/account/sign-in/known/", {"contact": "0"})
    type_code(client, code_sent_to("+84912345678"))

    assert "Gửi mã đến 09••••678" in page
    assert signed_in(client) == Identity.objects.get().user


def test_another_device_is_told_nothing(facebook):
    client, stranger = browser(), browser()
    go(client, facebook)
    add_contact(user=signed_in(client), contact=Contact(Kind.PHONE, "+84912345678"))
    go_dark(facebook)

    sent = stranger.post("/vi/account/sign-in/known/", {"contact": "0"})

    assert "••••" not in dark_door(stranger)
    assert sent.url.startswith("/vi/account/sign-in/?")


def test_a_cookie_that_was_made_up_is_worth_nothing(facebook):
    client = browser()
    go(client, facebook)
    add_contact(user=signed_in(client), contact=Contact(Kind.PHONE, "+84912345678"))
    thief = browser()
    thief.cookies["came_by"] = client.cookies["came_by"].value[:-1] + "x"
    go_dark(facebook)

    assert "••••" not in dark_door(thief)


def test_who_had_no_other_way_is_led_to_the_claim(facebook):
    client = browser()
    go(client, facebook)
    client.post("/vi/account/sign-out/")
    go_dark(facebook)

    assert "/vi/account/claim/" in dark_door(client)
    assert "Vào bằng điện thoại và số đơn hàng" in dark_door(client)
