"""The demo platform on its own, over plain HTTP."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx
import pytest

from plugins.demo.sandbox import DemoSandbox
from storefront.contract.sandbox import log, running

MUG = {
    "title": "Mug",
    "skus": [{"sku": "mug", "price": 90_000, "currency": "VND", "stock": 3}],
}


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
        yield client


def create(shop: httpx.Client, **fields: object) -> int:
    return int(shop.post("/products", json=MUG | fields).json()["id"])


def find(shop: httpx.Client, sku: str = "mug") -> list[int]:
    found = shop.get("/products", params={"sku": sku}).json()["products"]
    return [product["id"] for product in found]


def settled(shop: httpx.Client, sandbox: DemoSandbox) -> httpx.Client:
    sandbox.turn("settling", 0)
    return shop


def test_says_whose_token_it_is(shop: httpx.Client):
    assert shop.get("/account").json() == {"ok": True, "shop": "north"}


@pytest.mark.parametrize("token", ["", "north", "-token", "north-tokens"])
def test_lets_nobody_in_without_a_token(shop: httpx.Client, token: str):
    answer = shop.get("/account", headers={"X-Shop-Token": token})

    assert (answer.status_code, answer.json()["error"]) == (401, "bad_token")


def test_creating_twice_makes_two(shop: httpx.Client, sandbox: DemoSandbox):
    assert create(shop) != create(shop)

    assert (sandbox.count(), sandbox.doubles()) == (2, 1)


def test_finds_a_new_product_after_a_moment_the_oldest_first(
    shop: httpx.Client, sandbox: DemoSandbox
):
    sandbox.turn("settling", 300)
    first, second = create(shop), create(shop)

    assert find(shop) == []
    time.sleep(0.35)
    assert find(shop) == [first, second]


def test_shops_do_not_see_each_others_products(
    shop: httpx.Client, sandbox: DemoSandbox
):
    settled(shop, sandbox)
    number = create(shop)
    south = {"X-Shop-Token": "south-token"}

    assert shop.delete(f"/products/{number}", headers=south).status_code == 404
    assert find(shop) == [number]


def test_replacing_keeps_the_numbers_and_deletes_what_is_left_out(
    shop: httpx.Client, sandbox: DemoSandbox
):
    cup = {"sku": "cup", "price": 1, "currency": "VND", "stock": None}
    answer = shop.post("/products", json={"title": "Two", "skus": [*MUG["skus"], cup]})
    number, skus = answer.json()["id"], answer.json()["skus"]

    replaced = shop.put(f"/products/{number}", json={"title": "One", "skus": [cup]})

    assert replaced.json()["skus"] == {"cup": skus["cup"]}


def test_changes_only_what_an_offer_update_names(
    shop: httpx.Client, sandbox: DemoSandbox
):
    number = create(shop)
    sku = next(iter(sandbox.items()))["skus"][0]["id"]  # type: ignore[index]

    shop.put(f"/products/{number}/skus/{sku}", json={"stock": 0})

    held = next(iter(sandbox.items()))["skus"][0]  # type: ignore[index]
    assert (held["price"], held["stock"]) == (90_000, 0)


def test_what_is_deleted_is_not_found(shop: httpx.Client, sandbox: DemoSandbox):
    settled(shop, sandbox)
    number = create(shop)

    assert shop.delete(f"/products/{number}").json() == {"ok": True}
    assert shop.delete(f"/products/{number}").status_code == 404
    assert (find(shop), list(sandbox.items())) == ([], [])


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"title": " "}, "title_missing"),
        ({"title": "x" * 121}, "title_too_long"),
        ({"skus": [MUG["skus"][0] | {"price": 0}]}, "price_not_positive"),
        ({"skus": [MUG["skus"][0] | {"price": "1"}]}, "malformed"),
        ({"skus": [MUG["skus"][0] | {"price": 10**30}]}, "malformed"),
        ({"skus": 7}, "malformed"),
    ],
)
def test_says_with_http_200_what_is_wrong_and_creates_nothing(
    shop: httpx.Client, sandbox: DemoSandbox, change: dict[str, object], error: str
):
    answer = shop.post("/products", json=MUG | change)

    assert (answer.status_code, answer.json()) == (200, {"ok": False, "error": error})
    assert sandbox.count() == 0


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[]", b'"x"'])
def test_a_body_that_is_no_product_is_malformed(shop: httpx.Client, body: bytes):
    assert shop.post("/products", content=body).json()["error"] == "malformed"


@pytest.mark.parametrize(
    ("switch", "value", "error"),
    [("too_fast", 1, "too_fast"), ("moody", 100, "try_again")],
)
def test_a_no_of_its_own_has_done_nothing(
    shop: httpx.Client, sandbox: DemoSandbox, switch: str, value: int, error: str
):
    sandbox.turn(switch, value)

    assert shop.post("/products", json=MUG).json()["error"] == error
    assert sandbox.count() == 0


def test_a_lost_answer_has_been_carried_out(shop: httpx.Client, sandbox: DemoSandbox):
    sandbox.turn("lost", 100)

    with pytest.raises(httpx.RemoteProtocolError):
        shop.post("/products", json=MUG)

    assert sandbox.count() == 1


def test_while_it_thinks_the_log_shows_a_create_received_and_not_answered(
    shop: httpx.Client, sandbox: DemoSandbox
):
    sandbox.turn("thinking", 1)

    with pytest.raises(httpx.ReadTimeout):
        shop.post("/products", json=MUG, timeout=0.04)
    (entry,) = log.entries(sandbox)
    assert (sandbox.count(), entry["answered_at"]) == (1, None)

    began = time.monotonic()
    create(shop)
    assert 0.05 <= time.monotonic() - began < 0.7


def test_keeps_what_it_holds_through_a_restart(tmp_path: Path):
    path = tmp_path / "demo.sqlite3"
    headers = {"X-Shop-Token": "north-token"}
    with running(DemoSandbox(path)) as address:
        httpx.post(f"{address}/products", json=MUG, headers=headers)

    again = DemoSandbox(path)

    assert again.count() == 1


def test_its_page_shows_what_it_holds(shop: httpx.Client, sandbox: DemoSandbox):
    create(shop)
    create(shop)

    (card, _) = sandbox.shown(words="mug", offset=0, limit=10)

    assert (card.title, card.price, card.details) == ("Mug", "90000 VND", ("mug: 3",))
    assert [value for _, value in sandbox.tallies()] == ["2", "0", "1"]


def listed(shop: httpx.Client, after: object = 0) -> dict:
    return shop.get("/products", params={"after": after}).json()


def test_lists_everything_page_by_page(shop: httpx.Client):
    made = [create(shop) for _ in range(60)]

    first = listed(shop)
    second = listed(shop, first["next"])

    assert [p["id"] for p in first["products"] + second["products"]] == made
    assert (len(first["products"]), second["next"]) == (50, None)


def test_lists_a_product_as_it_is_now(shop: httpx.Client):
    number = create(shop, skus=[MUG["skus"][0] | {"gtin": "4006381333931"}])
    (sku,) = listed(shop)["products"][0]["skus"]
    shop.put(f"/products/{number}/skus/{sku['id']}", json={"stock": 1})

    (again,) = listed(shop)["products"][0]["skus"]

    assert (again["stock"], again["gtin"]) == (1, "4006381333931")


def test_lists_nothing_of_another_shop(shop: httpx.Client):
    create(shop)

    south = shop.get(
        "/products", params={"after": 0}, headers={"X-Shop-Token": "south-token"}
    )

    assert south.json()["products"] == []


def test_a_cursor_that_is_no_number_is_malformed(shop: httpx.Client):
    assert listed(shop, "x")["error"] == "malformed"
