"""A seller says yes, and tokens come of it."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine

from plugins.tiktok_shop.fake import tokens
from plugins.tiktok_shop.fake.app import APP_KEY, APP_SECRET, REFRESH_TOKEN, SERVICE_ID
from storefront.contract import clock
from tests.plugins.tiktok_shop.wire import said

APP = {"app_key": APP_KEY, "app_secret": APP_SECRET}
BACK = "https://shop.example/back/"


def agree(wire, **changed: str) -> dict[str, list[str]]:
    """What the seller comes back with."""
    asked = {"state": "s1", "redirect_url": BACK, "answer": "yes", **changed}
    answer = wire.client.get(f"{wire.address}/open/authorize/answer", params=asked)
    location = answer.headers["location"]
    assert location.startswith(BACK)
    return parse_qs(urlsplit(location).query)


def trade(wire, code: str):
    asked = {**APP, "auth_code": code, "grant_type": "authorized_code"}
    return wire.client.get(f"{wire.address}/api/v2/token/get", params=asked)


def renew(wire, refresh: str):
    asked = {**APP, "refresh_token": refresh, "grant_type": "refresh_token"}
    return wire.client.get(f"{wire.address}/api/v2/token/refresh", params=asked)


def test_the_page_names_the_shops(wire):
    asked = {"service_id": SERVICE_ID, "state": "s1"}

    page = wire.client.get(f"{wire.address}/open/authorize", params=asked).text

    assert "Kiềng Huế" in page


@pytest.mark.parametrize(("language", "yes"), [("vi", "Cho phép"), ("en", "Authorize")])
def test_the_page_speaks_the_sellers_language(wire, language, yes):
    asked = {"service_id": SERVICE_ID, "lang": language}

    page = wire.client.get(f"{wire.address}/open/authorize", params=asked).text

    assert f'value="yes">{yes}</button>' in page


def test_a_code_becomes_tokens_that_end_at_a_moment(wire):
    told = trade(wire, agree(wire)["code"][0]).json()

    assert (told["code"], told["message"]) == (0, "success")
    data = told["data"]
    lives = data["access_token_expire_in"] - clock.now().timestamp()
    assert timedelta(days=6) < timedelta(seconds=lives) <= timedelta(days=7)
    assert data["access_token"].startswith("ROW_")


def test_a_given_token_opens_the_gate(wire):
    wire.token = trade(wire, agree(wire)["code"][0]).json()["data"]["access_token"]

    assert said(wire.get("/authorization/202309/shops"))[1] == 0


def test_a_code_is_good_once(wire):
    code = agree(wire)["code"][0]
    trade(wire, code)

    again = trade(wire, code).json()

    assert (again["code"], again["message"]) == (36004004, "Invalid auth code.")


def test_a_code_is_good_for_half_an_hour(wire):
    code = agree(wire)["code"][0]

    with time_machine.travel(clock.now() + timedelta(minutes=31), tick=True):
        assert trade(wire, code).json()["code"] == 36004004


def test_a_no_brings_no_code(wire):
    assert "code" not in agree(wire, answer="no")


def test_a_wrong_word_for_the_grant_is_refused(wire):
    asked = {**APP, "auth_code": "x", "grant_type": "authorization_code"}

    answer = wire.client.get(f"{wire.address}/api/v2/token/get", params=asked).json()

    assert answer["code"] == 98001004


def test_refreshing_gives_another_of_both(wire):
    first = trade(wire, agree(wire)["code"][0]).json()["data"]

    second = renew(wire, first["refresh_token"]).json()["data"]

    assert first["access_token"] != second["access_token"]
    assert first["refresh_token"] != second["refresh_token"]
    ends = "refresh_token_expire_in"
    assert first[ends] == second[ends]


@pytest.mark.parametrize(("spent", "code"), [(False, 0), (True, 98001004)])
def test_whether_a_refresh_token_is_good_twice_is_not_known(wire, tiktok, spent, code):
    tiktok.turn("spent_refresh", value=spent)
    first = trade(wire, agree(wire)["code"][0]).json()["data"]
    renew(wire, first["refresh_token"])

    assert renew(wire, first["refresh_token"]).json()["code"] == code


def test_an_access_token_ends_after_a_week(wire):
    wire.token = trade(wire, agree(wire)["code"][0]).json()["data"]["access_token"]
    later = clock.now() + timedelta(seconds=tokens.ACCESS_LIVES + 60)

    with time_machine.travel(later, tick=True):
        assert said(wire.get("/authorization/202309/shops"))[1] == 105002


def test_nothing_is_good_once_the_seller_left(wire, tiktok):
    tiktok.turn("revoked", value=True)

    assert said(wire.get("/authorization/202309/shops"))[0] == 400
    assert renew(wire, REFRESH_TOKEN).json()["code"] == 98001004
