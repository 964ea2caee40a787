"""Prices and stock, which no audit keeps waiting."""

import pytest

from tests.plugins.tiktok_shop.wire import CREATE, HANOI, SAIGON, said

STOCK = "/product/202309/inventory/search"


@pytest.fixture
def made(wire) -> dict:
    """A product that is for sale."""
    made = wire.created()
    wire.status(made["product_id"])
    return made


def reprice(wire, made: dict, amount: str):
    price = {"amount": amount, "currency": "VND"}
    body = {"skus": [{"id": made["skus"][0]["id"], "price": price}]}
    return wire.post(f"{CREATE}/{made['product_id']}/prices/update", body)


def restock(wire, made: dict, *figures: tuple[str, int], sku: str = ""):
    inventory = [{"warehouse_id": w, "quantity": n} for w, n in figures]
    told = {"id": sku or made["skus"][0]["id"], "inventory": inventory}
    path = f"{CREATE}/{made['product_id']}/inventory/update"
    return wire.post(path, {"skus": [told]})


def counted(wire, made: dict) -> dict:
    asked = {"sku_ids": [made["skus"][0]["id"]]}
    (held,) = wire.post(STOCK, asked).json()["data"]["inventory"]
    return held["skus"][0]


def test_a_price_is_there_at_once(wire, made):
    told = reprice(wire, made, "99000").json()

    price = wire.read(made["product_id"])["skus"][0]["price"]
    assert (told["code"], told["data"]) == (0, {})
    assert price["tax_exclusive_price"] == "99000"


def test_a_price_changes_only_while_the_product_is_for_sale(wire, made):
    wire.post(f"{CREATE}/deactivate", {"product_ids": [made["product_id"]]})

    assert said(reprice(wire, made, "99000")) == (200, 12019113)


@pytest.mark.parametrize(("taken", "code"), [(True, 0), (False, 12052012)])
def test_whether_a_price_may_have_decimals_is_not_known(
    wire, tiktok, made, taken, code
):
    tiktok.turn("dong_with_decimals", value=taken)

    assert reprice(wire, made, "99000.00").json()["code"] == code


def test_stock_is_set_and_not_added(wire, made):
    for _ in range(2):
        assert restock(wire, made, (HANOI, 5), (SAIGON, 0)).json()["data"] == {}

    assert counted(wire, made)["total_available_quantity"] == 5


def test_all_warehouses_must_be_told(wire, made):
    told = restock(wire, made, (HANOI, 5)).json()

    assert told["code"] == 0
    assert [error["code"] for error in told["data"]["errors"]] == [12019028]
    assert counted(wire, made)["total_available_quantity"] == 10


def test_a_wrong_warehouse_is_told_inside_an_answer_that_is_fine(wire, made):
    told = restock(wire, made, (HANOI, 5), ("1", 5)).json()

    (error,) = told["data"]["errors"]
    assert (told["code"], error["code"]) == (0, 12052990)
    assert error["detail"]["sku_id"] == made["skus"][0]["id"]
    (extra,) = error["detail"]["extra_errors"]
    assert (extra["warehouse_id"], extra["code"]) == ("1", 12052097)


def test_one_sku_that_is_wrong_leaves_the_others_changed(wire, made):
    first = made["skus"][0]["id"]
    good = [{"warehouse_id": w, "quantity": 1} for w in (HANOI, SAIGON)]
    skus = [{"id": "1", "inventory": good}, {"id": first, "inventory": good}]

    told = wire.post(
        f"{CREATE}/{made['product_id']}/inventory/update", {"skus": skus}
    ).json()

    assert [error["code"] for error in told["data"]["errors"]] == [12052557]
    assert counted(wire, made)["total_available_quantity"] == 2


@pytest.mark.parametrize(("quantity", "code"), [(100_000, 12052055), (-1, 12052055)])
def test_stock_has_bounds(wire, made, quantity, code):
    told = restock(wire, made, (HANOI, quantity), (SAIGON, 1)).json()

    assert told["data"]["errors"][0]["detail"]["extra_errors"][0]["code"] == code


def test_whether_nothing_is_a_stock_is_not_known(wire, tiktok, made):
    tiktok.turn("zero_stock", value=False)

    assert "errors" in restock(wire, made, (HANOI, 0), (SAIGON, 1)).json()["data"]


def test_a_shop_with_one_warehouse_need_not_name_it(wire):
    wire.cipher = "ROW_hu3AAAAAAB2f9Qm1LxPzT7wVcRbN"
    body = wire.product()
    for one in body["skus"]:
        one["inventory"] = [{"quantity": 4}]

    made = wire.post(CREATE, body).json()["data"]

    assert counted(wire, made)["total_available_quantity"] == 4
