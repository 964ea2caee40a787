"""The second step of staff, over the real middleware."""

import re

import pytest
from allauth.mfa.totp.internal import auth
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import URLPattern, get_resolver, path, reverse

from storefront import settings as real
from storefront.customers import second_factor
from storefront.customers.admin_guard import OPEN
from storefront.customers.models import User
from tests.buying import browser
from tests.crowd import all_at_once

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
MOMENT = 1_790_000_000
PASSWORD = "three green mugs"
INDEX, ASK, SET_UP = "/admin/", "/admin/second-step/", "/admin/second-step/set-up/"


@pytest.fixture(autouse=True)
def guarded(settings):
    settings.MIDDLEWARE = real.MIDDLEWARE


@pytest.fixture(autouse=True)
def moment(monkeypatch):
    """What the shop's clock says to codes; a list, so that a test may turn it."""
    now = [MOMENT]
    around = lambda: [now[0] // 30 + step for step in (-1, 0, 1)]  # noqa: E731
    monkeypatch.setattr(auth, "yield_hotp_counters_from_time", around)
    cache.clear()
    return now


def shown(at: int = MOMENT) -> str:
    """What the app shows."""
    return format_hotp_value(hotp_value(SECRET, at // 30))


def owner(name: str = "mai") -> User:
    return User.objects.create_superuser(name, password=PASSWORD)


def with_app(user: User) -> list[str]:
    return second_factor.enrol(user=user, secret=SECRET)


def at_the_door(user: User) -> Client:
    client = browser()
    fields = {"username": user.username, "password": PASSWORD}
    client.post("/admin/login/", fields)
    return client


def inside(user: User) -> Client:
    with_app(user)
    client = at_the_door(user)
    client.post(ASK, {"code": shown()})
    return client


def admin_addresses() -> set[str]:
    """Every address under /admin/, with 1 for whatever it wants to know."""
    found = set()

    def walk(patterns, prefix: str) -> None:
        for pattern in patterns:
            here = prefix + str(pattern.pattern)
            if not isinstance(pattern, URLPattern):
                walk(pattern.url_patterns, here)
            elif here.startswith("admin/"):
                found.add("/" + re.sub(r"<[^>]+>|\(\?P?[^)]*\)", "1", here).strip("^$"))

    walk(get_resolver().url_patterns, "")
    return found - {reverse(name) for name in OPEN}


def test_no_address_of_the_admin_is_served_for_a_password_alone():
    mai = owner()
    with_app(mai)
    client = at_the_door(mai)

    answers = {address: client.get(address) for address in admin_addresses()}

    assert len(answers) > 100
    assert {page.status_code for page in answers.values()} == {302}
    assert {page.url.partition("?")[0] for page in answers.values()} == {ASK}


def forgetful(request):
    raise AssertionError("was served")


class NewAddress:
    urlpatterns = [
        path("admin/new/", forgetful),
        *get_resolver("storefront.urls").url_patterns,
    ]


@override_settings(ROOT_URLCONF=NewAddress)
@pytest.mark.parametrize("come_in", [at_the_door, lambda user: browser()])
def test_an_address_that_is_new_and_checks_nothing_is_guarded_too(come_in):
    client = come_in(owner())

    assert client.get("/admin/new/").status_code == 302
    assert client.post("/admin/new/").status_code == 302


@override_settings(ROOT_URLCONF=NewAddress)
def test_without_the_guard_it_is_served(settings):
    settings.MIDDLEWARE = [
        name for name in real.MIDDLEWARE if not name.endswith("AdminGuard")
    ]

    with pytest.raises(AssertionError, match="was served"):
        browser().get("/admin/new/")


def test_a_code_of_the_app_leads_to_where_they_wanted_to_go():
    mai = owner()
    with_app(mai)
    client = at_the_door(mai)
    wanted = reverse("admin:orders_order_changelist")

    page = client.get(wanted, follow=True)
    done = client.post(ASK, {"code": shown(), "next": page.context["next"]})

    assert (done.url, client.get(wanted).status_code) == (wanted, 200)


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/vi/"]
)
def test_it_leads_nowhere_but_into_the_admin(elsewhere):
    mai = owner()
    with_app(mai)

    done = at_the_door(mai).post(ASK, {"code": shown(), "next": elsewhere})

    assert done.url == INDEX


def test_a_wrong_code_opens_nothing():
    mai = owner()
    with_app(mai)
    client = at_the_door(mai)

    page = client.post(ASK, {"code": "000000"})

    assert (page.status_code, client.get(INDEX).status_code) == (422, 302)


def test_a_code_that_was_used_opens_nothing_elsewhere(monkeypatch):
    monkeypatch.setattr(
        TOTP, "_mark_code_used", lambda app, code: True
    )  # another cache
    mai = owner()
    inside(mai)
    thief = at_the_door(mai)

    page = thief.post(ASK, {"code": shown()})

    assert page.status_code == 422


def test_the_code_after_next_has_run_out(moment):
    mai = owner()
    with_app(mai)
    client = at_the_door(mai)
    moment[0] += 90

    assert client.post(ASK, {"code": shown()}).status_code == 422


def test_a_code_on_paper_opens_once():
    mai = owner()
    paper = with_app(mai)

    first, second = (
        at_the_door(mai).post(ASK, {"code": paper[3]}).status_code for _ in range(2)
    )

    assert (first, second, second_factor.left_on_paper(mai)) == (302, 422, 9)


def test_so_many_tries_and_no_more_reach_the_check(monkeypatch):
    mai = owner()
    with_app(mai)
    client = at_the_door(mai)
    looked = []
    monkeypatch.setattr(second_factor, "by_app", lambda user, code: looked.append(code))

    for number in range(30):
        client.post(ASK, {"code": f"{number:06}"})

    assert len(looked) == 20


@pytest.mark.django_db(transaction=True)
def test_one_code_typed_in_many_browsers_at_once_opens_one(monkeypatch):
    monkeypatch.setattr(TOTP, "_mark_code_used", lambda app, code: True)
    mai = owner()
    with_app(mai)
    browsers = [at_the_door(mai) for _ in range(6)]

    pages = all_at_once(
        [lambda web=web: web.post(ASK, {"code": shown()}) for web in browsers]
    )

    assert sorted(page.status_code for page in pages) == [302, *[422] * 5]


def test_who_has_no_app_is_led_to_setting_it_up_first():
    client = at_the_door(owner())

    page = client.get(INDEX, follow=True)

    assert page.request["PATH_INFO"] == SET_UP
    assert "data:image/svg+xml" in page.content.decode()


def test_setting_it_up_takes_a_code_and_hands_out_paper():
    mai = owner()
    client = at_the_door(mai)
    client.get(SET_UP)
    session = client.session
    session["second_factor_unproved"] = SECRET
    session.save()

    wrong = client.post(SET_UP, {"code": "000000"})
    page = client.post(SET_UP, {"code": shown()})

    assert (wrong.status_code, len(page.context["codes"])) == (422, 10)
    assert second_factor.secret_of(mai) == SECRET
    assert client.get(INDEX).status_code == 200


def test_another_app_is_tied_only_by_who_has_proved_the_first():
    mai = owner()
    with_app(mai)

    page = at_the_door(mai).get(SET_UP)

    assert (page.status_code, page.url) == (302, ASK)


def test_new_paper_ends_the_old():
    mai = owner()
    client = inside(mai)
    old = second_factor.new_paper(user=mai)

    page = client.post("/admin/second-step/paper/")

    assert not set(page.context["codes"]) & set(old)
    assert not second_factor.by_paper(mai, old[0])


def test_an_owner_resets_a_colleague_whose_sessions_end_with_it():
    lan, mai = owner("lan"), owner("mai")
    lans = inside(lan)
    fields = {"action": "reset_second_factor", "_selected_action": [lan.pk]}

    inside(mai).post(reverse("admin:customers_user_changelist"), fields)

    assert lans.get(INDEX, follow=True).request["PATH_INFO"] == SET_UP


def test_staff_who_own_nothing_reset_nobody():
    lan = owner("lan")
    with_app(lan)
    mai = User.objects.create_user("mai", password=PASSWORD, is_staff=True)
    mai.user_permissions.set(Permission.objects.filter(codename__endswith="_user"))
    fields = {"action": "reset_second_factor", "_selected_action": [lan.pk]}

    inside(mai).post(reverse("admin:customers_user_changelist"), fields)

    assert second_factor.app_of(lan)


def test_the_server_lets_the_last_owner_in_again():
    mai = owner()
    with_app(mai)

    call_command("reset_second_factor", "mai", verbosity=0)

    assert second_factor.app_of(mai) is None


def test_the_secret_is_sealed_in_its_row():
    mai = owner()
    with_app(mai)

    assert SECRET not in str(second_factor.app_of(mai).data)


def test_a_lost_key_is_said_and_opens_nothing(settings):
    mai = owner()
    with_app(mai)
    client = at_the_door(mai)
    settings.CREDENTIALS_KEYS = ["YW5vdGhlci1rZXktb2YtYS10ZXN0LTAxMjM0NTY3ODk="]

    page = client.post(ASK, {"code": shown()})

    assert (page.status_code, client.get(INDEX).status_code) == (422, 302)
    assert "CREDENTIALS_KEYS" in page.content.decode()


def test_passwords_of_staff_are_tried_twenty_times_an_hour(settings, monkeypatch):
    settings.TRUSTED_PROXY_COUNT = 1
    mai = owner()
    checked = []
    monkeypatch.setattr(User, "check_password", lambda user, raw: checked.append(raw))

    for number in range(40):
        browser().post(
            "/admin/login/",
            {"username": mai.username, "password": f"guess {number}"},
            headers={"X-Forwarded-For": f"198.51.100.{number}, 203.0.113.{number}"},
        )

    assert len(checked) == 20
