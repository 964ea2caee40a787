"""Who gets in, and with which words who does not."""

import time

import pytest
import time_machine

from plugins.tiktok_shop.fake.errors import MIXED
from storefront.contract import clock
from tests.plugins.tiktok_shop.wire import SEARCH, said

SHOPS = "/authorization/202309/shops"
WAREHOUSES = "/logistics/202309/warehouses"


def test_tells_the_sellers_shops_to_who_signs(wire):
    answer = wire.get(SHOPS).json()

    assert (answer["code"], answer["message"]) == (0, "Success")
    assert [shop["name"] for shop in answer["data"]["shops"]] == ["Kiềng", "Kiềng Huế"]
    assert all(shop["cipher"].startswith("ROW_") for shop in answer["data"]["shops"])


def test_a_path_that_is_not_there_comes_before_everything_else(wire):
    assert said(wire.client.get(f"{wire.address}/no/such")) == (404, 36009009)


def test_a_method_that_a_path_does_not_take_is_refused(wire):
    assert said(wire.put(WAREHOUSES, {})) == (405, 36009010)


def test_the_app_is_looked_at_before_the_signature(wire):
    wire.tamper = {"app_key": "stranger", "sign": "0"}

    answer = wire.get(WAREHOUSES)

    assert said(answer) == (400, MIXED)
    assert "`app_key`" in answer.json()["message"]


@pytest.mark.parametrize(
    ("late", "word"), [(-301, "5 minutes before"), (31, "30 seconds"), (None, "than 0")]
)
def test_a_moment_outside_the_window_is_refused(wire, late, word):
    moment = "-5" if late is None else str(int(time.time()) + late)

    answer = wire.get(WAREHOUSES, timestamp=moment)

    assert said(answer) == (400, MIXED)
    assert word in answer.json()["message"]


@pytest.mark.parametrize("late", [-290, 25])
def test_a_moment_within_the_window_is_taken(wire, late):
    assert said(wire.get(WAREHOUSES, timestamp=str(int(time.time()) + late)))[1] == 0


def test_a_query_changed_after_it_was_signed_is_refused(wire):
    wire.tamper = {"page_size": "2"}

    assert said(wire.post(SEARCH, {}, page_size="1")) == (401, 106001)


def test_a_call_without_a_signature_is_told_so(wire):
    wire.tamper = {"sign": ""}

    assert "required signature" in wire.get(WAREHOUSES).json()["message"]


def test_a_token_that_nobody_was_given_is_refused(wire):
    wire.token = "ROW_somebody"

    answer = wire.get(WAREHOUSES)

    assert said(answer) == (400, MIXED)
    assert "`x-tts-access-token`" in answer.json()["message"]


def test_an_expired_token_has_a_code_of_its_own(wire, tiktok):
    tiktok.turn("expired", value=True)

    assert said(wire.get(WAREHOUSES)) == (401, 105002)


def test_a_missing_scope_is_refused(wire, tiktok):
    tiktok.turn("without_scope", "logistics")

    assert said(wire.get(WAREHOUSES)) == (403, 105005)
    assert said(wire.get(SHOPS))[1] == 0


def test_a_call_about_a_shop_needs_its_cipher(wire):
    wire.cipher = ""

    assert said(wire.get(WAREHOUSES))[1] == 106013


def test_a_cipher_of_no_shop_is_refused(wire):
    wire.cipher = "ROW_other"

    assert said(wire.get(WAREHOUSES))[1] == 101000


def test_a_cipher_where_none_belongs_is_refused(wire):
    answer = wire.get(SHOPS, shop_cipher=wire.cipher)

    assert said(answer) == (400, MIXED)
    assert "Unexpected identifier" in answer.json()["message"]


def test_throttling_says_when_to_come_again(wire, tiktok):
    tiktok.turn("throttled", value=True)

    answer = wire.get(WAREHOUSES)

    assert said(answer) == (429, 36009002)
    assert answer.headers["retry-after"] == "2"


def test_too_many_calls_in_a_second_are_throttled(wire, tiktok):
    tiktok.turn("calls_per_second", 2)

    with time_machine.travel(clock.now(), tick=False):
        codes = [said(wire.get(WAREHOUSES))[0] for _ in range(3)]

    assert codes == [200, 200, 429]


@pytest.mark.parametrize(
    ("failing", "status"), [("internal", 500), ("timeout", 408), ("overload", 503)]
)
def test_their_troubles_have_a_status(wire, tiktok, failing, status):
    tiktok.turn("failing", failing)

    assert wire.get(WAREHOUSES).status_code == status


def test_their_troubles_may_be_a_page(wire, tiktok):
    tiktok.turn("failing", "html")

    answer = wire.get(WAREHOUSES)

    assert (answer.status_code, answer.text[:6]) == (502, "<html>")


def test_a_body_that_is_no_json_is_refused(wire):
    answer = wire.send("POST", SEARCH, {"page_size": "1"}, kind="text/plain", body={})

    assert said(answer)[1] == 36009022


@pytest.mark.parametrize("shape", ["null", "absent", "object"])
def test_an_error_may_have_no_data(wire, tiktok, shape):
    tiktok.turn("error_data", shape)
    wire.cipher = ""

    answer = wire.get(WAREHOUSES).json()

    held = {"null": {"data": None}, "absent": {}, "object": {"data": {}}}[shape]
    assert {k: v for k, v in answer.items() if k == "data"} == held


def test_no_secret_is_in_the_log(wire, tiktok):
    wire.get(WAREHOUSES)
    entry = wire.client.get(f"{wire.address}/_sandbox/log").json()[-1]

    assert "sign=***" in entry["path"]
