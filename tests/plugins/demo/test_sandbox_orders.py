"""The demo platform on its own: what it sells, and what it tells of it by itself."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx
import pytest
from pytest_httpserver import HTTPServer

from plugins.demo.fake import hooks
from plugins.demo.fake.orders import SoldOut
from plugins.demo.sandbox import DemoSandbox
from storefront.contract.sandbox import running

MUG = {
    "title": "Mug",
    "skus": [{"sku": "mug", "price": 90_000, "currency": "VND", "stock": 3}],
}
FOR_EVER = time.time() + 10**9


@pytest.fixture
def sandbox(tmp_path: Path) -> DemoSandbox:
    return DemoSandbox(tmp_path / "demo.sqlite3", seed=7)


@pytest.fixture
def shop(sandbox: DemoSandbox) -> Iterator[httpx.Client]:
    headers = {"X-Shop-Token": "north-token"}
    with (
        running(sandbox) as address,
        httpx.Client(base_url=address, headers=headers, timeout=5) as client,
    ):
        client.post("/products", json=MUG)
        yield client


def listed(shop: httpx.Client, since: int = 0, cursor: str = "") -> dict:
    return shop.get("/orders", params={"since": since, "cursor": cursor}).json()


def stock(sandbox: DemoSandbox) -> int:
    return next(iter(sandbox.items()))["skus"][0]["stock"]


def told(sandbox: DemoSandbox) -> list[int]:
    """Of which orders it will tell, in that order."""
    bodies = [json.loads(hook.body) for hook in hooks.due(sandbox, until=FOR_EVER)]
    return [event["order"] for body in bodies for event in body["events"]]


def test_a_sale_takes_its_own_stock_and_has_a_line_for_each_unit(shop, sandbox):
    sandbox.sell("north", {"mug": 2})

    order = listed(shop)["orders"][0]
    assert [unit["sku"] for unit in order["units"]] == ["mug", "mug"]
    assert (order["state"], order["total"], stock(sandbox)) == ("paid", 195_000, 1)


def test_sells_no_more_than_it_was_given(shop, sandbox):
    with pytest.raises(SoldOut):
        sandbox.sell("north", {"mug": 4})

    assert (listed(shop)["orders"], stock(sandbox)) == ([], 3)


def test_cancelling_puts_back_what_had_not_left(shop, sandbox):
    number = sandbox.sell("north", {"mug": 2})

    sandbox.move(number, "void")
    sandbox.move(number, "void")

    assert stock(sandbox) == 3


def test_says_who_bought_only_with_stars(shop, sandbox):
    sandbox.sell("north", {"mug": 1})

    assert "*" in listed(shop)["orders"][0]["buyer"]["phone"]


def test_lists_page_by_page_what_was_updated_since(shop, sandbox):
    numbers = [int(sandbox.sell("north", {f"s{n}": 1})) for n in range(25)]
    first = listed(shop)

    second = listed(shop, cursor=first["next"])

    found = [order["id"] for order in first["orders"] + second["orders"]]
    assert (found, second["next"]) == (numbers, "")


def test_an_order_that_moves_is_listed_again(shop, sandbox):
    old, _new = (sandbox.sell("north", {"s": 1}) for _ in range(2))
    since = listed(shop)["orders"][-1]["updated"] + 1

    sandbox.move(old, "sent")

    assert [order["id"] for order in listed(shop, since)["orders"]] == [int(old)]


def test_shows_a_shop_only_its_own_orders(shop, sandbox):
    theirs = sandbox.sell("south", {"mug": 1})

    some = shop.get("/orders/some", params={"ids": theirs}).json()["orders"]

    assert (listed(shop)["orders"], some) == ([], [])


def test_tells_of_every_change_once_unless_told_otherwise(shop, sandbox):
    number = int(sandbox.sell("north", {"mug": 1}))
    sandbox.move(str(number), "sent")

    assert told(sandbox) == [number, number]


def test_doubles_word_for_word(shop, sandbox):
    sandbox.turn("doubled_hooks", 4)

    sandbox.sell("north", {"mug": 1})

    bodies = {hook.body for hook in hooks.due(sandbox, until=FOR_EVER)}
    assert (len(told(sandbox)), len(bodies)) == (5, 1)


def test_loses_them_all_when_asked_to(shop, sandbox):
    sandbox.turn("lost_hooks", 100)

    sandbox.sell("north", {"mug": 1})

    assert told(sandbox) == []


def test_shuffles(shop, sandbox):
    sandbox.turn("shuffled_hooks", 1)
    numbers = [int(sandbox.sell("north", {f"s{n}": 1})) for n in range(20)]

    assert sorted(told(sandbox)) == numbers != told(sandbox)


def test_keeps_late_ones_until_they_are_due(shop, sandbox):
    sandbox.turn("late_hooks", 60)

    sandbox.sell("north", {"mug": 1})

    assert hooks.due(sandbox, until=time.time()) == []


def test_brings_them_signed_to_the_door_it_was_given(
    shop, sandbox, httpserver: HTTPServer
):
    httpserver.expect_oneshot_request("/hooks/", method="POST").respond_with_data("")
    shop.put("/door", json={"address": httpserver.url_for("/hooks/")})

    with httpserver.wait(timeout=10):
        sandbox.sell("north", {"mug": 1})

    request, _answer = httpserver.log[0]
    assert request.headers["X-Demo-Signature"] == hooks.sign(request.get_data())


def test_comes_again_when_the_door_does_not_open(
    shop, sandbox, httpserver: HTTPServer, monkeypatch
):
    monkeypatch.setattr(hooks, "RETRIES", (0.0, 0.0))
    door = httpserver.expect_ordered_request("/hooks/", method="POST")
    door.respond_with_data("", status=500)
    again = httpserver.expect_ordered_request("/hooks/", method="POST")
    again.respond_with_data("")
    shop.put("/door", json={"address": httpserver.url_for("/hooks/")})

    with httpserver.wait(timeout=10):
        sandbox.sell("north", {"mug": 1})

    assert [answer.status_code for _, answer in httpserver.log] == [500, 200]


def test_people_buy_and_cancel_on_its_page(shop, sandbox):
    bought = {"name": "buy", "item": "north/mug"}
    shop.post("/_sandbox/do", data=bought)
    number = listed(shop)["orders"][0]["id"]

    shop.post("/_sandbox/do", data={"name": "void", "item": str(number)})

    assert (listed(shop)["orders"][0]["state"], stock(sandbox)) == ("void", 3)


def test_keeps_what_is_to_be_told_until_there_is_a_door(
    shop, sandbox, httpserver: HTTPServer
):
    sandbox.sell("north", {"mug": 1})
    httpserver.expect_oneshot_request("/hooks/", method="POST").respond_with_data("")

    with httpserver.wait(timeout=10):
        shop.put("/door", json={"address": httpserver.url_for("/hooks/")})

    assert len(httpserver.log) == 1


def test_its_page_has_a_button_for_what_can_be_done(shop, sandbox):
    sandbox.sell("north", {"mug": 1})

    page = httpx.get(f"{sandbox.control_address}/_sandbox/?lang=en").text

    assert all(word in page for word in ("Buy mug", "Cancel", "north: paid"))


def test_says_no_to_a_deed_it_does_not_know(shop):
    answer = shop.post("/_sandbox/do", data={"name": "burn", "item": "1"})

    assert answer.status_code == 400
