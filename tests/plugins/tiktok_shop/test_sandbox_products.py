"""Products: taken once, audited, replaced whole, put up and taken down."""

import pytest

from tests.plugins.tiktok_shop.wire import CREATE, SEARCH, product, said, sku


def test_a_created_product_waits_for_its_audit(wire, tiktok):
    tiktok.turn("audit", "wait")
    made = wire.created()

    told = wire.read(made["product_id"])

    assert (told["status"], told["audit"]["status"]) == ("PENDING", "AUDITING")
    assert len(made["product_id"]) == 19


def test_a_product_that_passed_is_for_sale(wire):
    made = wire.created()

    told = wire.read(made["product_id"])

    assert (told["status"], told["audit"]["status"]) == ("ACTIVATE", "APPROVED")


def test_a_product_that_did_not_pass_says_why(wire, tiktok):
    tiktok.turn("audit", "fail")
    made = wire.created()

    told = wire.read(made["product_id"], locale="en-US")

    assert told["status"] == "FAILED"
    (reason,) = told["audit_failed_reasons"]
    assert "watermark" in reason["reasons"][0]


def test_the_same_key_makes_one_product(wire, tiktok):
    body = wire.product(idempotency_key="k-1")

    first, second = (wire.post(CREATE, body).json()["data"] for _ in range(2))

    assert first == second
    assert tiktok.count() == 1


def test_without_a_key_every_create_makes_another(wire, tiktok):
    body = wire.product()

    first, second = (wire.post(CREATE, body).json()["data"] for _ in range(2))

    assert first["product_id"] != second["product_id"]
    assert tiktok.count() == 2


def test_what_was_named_by_hand_gets_ids(wire):
    made = wire.created()

    (small,), (large,) = (one["sales_attributes"] for one in made["skus"])

    assert small["id"] == large["id"]
    assert small["value_id"] != large["value_id"]


def test_an_unknown_brand_is_cleared_with_a_warning(wire):
    told = wire.post(CREATE, wire.product(brand_id="123")).json()

    assert told["code"] == 0
    assert "[brand_id]:123" in told["data"]["warnings"][0]["message"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"title": ""}, 12052261),
        ({"title": "Bát " * 64}, 12052051),
        ({"title": "Bát cơm ngắn"}, 98001004),
        ({"title": "Bát cơm men lam 越南陶瓷碗 vẽ tay"}, 12052262),
        ({"title": "Bát cơm men lam vẽ tay 🍚 gốm"}, 12052931),
        ({"title": "Bát cơm men lammmmmmmmmmmm vẽ tay"}, 12052931),
        ({"description": ""}, 12052015),
        ({"description": "x" * 10_001}, 12052013),
        ({"description": "<img src='https://shop.example/a.jpg'>"}, 12052722),
        ({"category_version": None}, 12052230),
        ({"category_id": "1"}, 12052023),
        ({"category_id": "600001"}, 12052024),
        ({"category_id": "700154"}, 12052217),
        ({"category_id": "849032"}, 12052220),
        ({"category_id": "601226"}, 12052104),
        ({"main_images": []}, 12052028),
        ({"main_images": [{"uri": "tos-other/1"}]}, 12052300),
        ({"main_images": [{"uri": "tos-other/1"}] * 10}, 12052306),
        ({"package_weight": None}, 12019011),
        ({"package_weight": {"value": "450", "unit": "GRAM"}}, 98001004),
        ({"skus": []}, 98001004),
        ({"skus": [sku("A"), sku("B")]}, 12052550),
        ({"skus": [sku("A", value="x"), sku("B", value="x")]}, 12052560),
        ({"skus": [sku(f"S{n}", value=str(n)) for n in range(101)]}, 12052050),
        ({"skus": [sku("A B")]}, 98001004),
        ({"skus": [sku("A", price={})]}, 12052571),
        ({"skus": [sku("A", price={"amount": "1", "currency": "USD"})]}, 12052084),
        ({"skus": [sku("A", price={"amount": "-1", "currency": "VND"})]}, 12052012),
        ({"skus": [sku("A", price={"amount": 1, "currency": "VND"})]}, 12052012),
        ({"skus": [sku("A", inventory=[])]}, 12019022),
        ({"skus": [sku("A", inventory=[{"warehouse_id": "1"}])]}, 12052097),
    ],
)
def test_what_is_wrong_with_a_product_has_a_code(wire, tiktok, changed, code):
    body = wire.product(**changed)

    assert said(wire.post(CREATE, body)) == (200, code)
    assert tiktok.count() == 0


def test_four_axes_are_too_many(wire):
    axes = [{"name": f"a{n}", "value_name": "x"} for n in range(4)]
    body = wire.product(skus=[sku("A", sales_attributes=axes)])

    assert wire.post(CREATE, body).json()["code"] == 12052525


def test_an_attribute_is_required_once_another_has_a_value(wire):
    has_battery = [{"id": "101395", "values": [{"id": "1000051"}]}]
    none = [{"id": "101395", "values": [{"id": "1000052"}]}]
    size = {"length": "10", "width": "10", "height": "20", "unit": "CENTIMETER"}
    lamp = {"category_id": "600173", "package_dimensions": size}

    told = [
        wire.post(CREATE, wire.product(**lamp, product_attributes=given)).json()["code"]
        for given in (has_battery, none)
    ]

    assert told == [12052104, 0]


def test_a_shop_may_list_only_so_many_a_day(wire, tiktok):
    tiktok.turn("listings_per_day", 1)
    codes = [wire.post(CREATE, wire.product()).json()["code"] for _ in range(2)]

    assert codes == [0, 12052093]


def test_an_edit_leaves_the_old_version_for_sale_until_it_passed(wire, tiktok):
    made = wire.created()
    wire.status(made["product_id"])
    tiktok.turn("audit", "wait")
    wire.put(f"{CREATE}/{made['product_id']}", edited(wire, made, "Bát mới " * 5))

    before = wire.read(made["product_id"])
    review = wire.read(made["product_id"], return_under_review_version="true")
    tiktok.turn("audit", "pass")
    after = wire.read(made["product_id"])

    assert (before["status"], before["audit"]["status"]) == ("ACTIVATE", "AUDITING")
    assert before["title"].startswith("Bát cơm")
    assert [told["title"][:7] for told in (review, after)] == ["Bát mới"] * 2


def test_an_edit_that_did_not_pass_changes_nothing(wire, tiktok):
    made = wire.created()
    wire.status(made["product_id"])
    tiktok.turn("audit", "fail")
    wire.put(f"{CREATE}/{made['product_id']}", edited(wire, made, "Bát mới " * 5))

    told = wire.read(made["product_id"])

    assert (told["status"], told["audit"]["status"]) == ("ACTIVATE", "FAILED")
    assert told["title"].startswith("Bát cơm")


def edited(wire, made, title: str, *, keep: int = 2) -> dict:
    """The same SKUs by their ids, without prices and stock; the others are gone."""
    names = {"BAT-S": "Nhỏ", "BAT-L": "Lớn"}
    skus = [
        {**sku(s["seller_sku"], value=names[s["seller_sku"]]), "id": s["id"]}
        for s in made["skus"][:keep]
    ]
    for one in skus:
        del one["price"], one["inventory"]
    return product(wire.upload()["data"]["uri"], title=title, skus=skus)


def test_an_edit_empties_what_it_leaves_out_and_keeps_prices_and_stock(wire):
    weight = {"external_product_id": "p-1"}
    made = wire.post(CREATE, wire.product(**weight)).json()["data"]
    wire.status(made["product_id"])
    wire.put(f"{CREATE}/{made['product_id']}", edited(wire, made, "Bát mới " * 5))

    told = wire.read(made["product_id"])

    assert "external_product_id" not in told
    assert told["skus"][0]["price"]["tax_exclusive_price"] == "120000"
    assert [one["quantity"] for one in told["skus"][0]["inventory"]] == [7, 3]


def test_a_sku_left_out_of_an_edit_is_gone(wire):
    made = wire.created()
    wire.status(made["product_id"])
    body = edited(wire, made, "Bát mới " * 5, keep=1)
    wire.put(f"{CREATE}/{made['product_id']}", body)

    told = wire.read(made["product_id"])

    assert [one["id"] for one in told["skus"]] == [made["skus"][0]["id"]]


def test_a_partial_edit_changes_only_what_it_names(wire):
    made = wire.created()
    path = f"/product/202509/products/{made['product_id']}/partial_edit"

    told = wire.post(path, {"title": "Bát mới tinh " * 3}).json()

    assert told["code"] == 0
    after = wire.read(made["product_id"])
    assert after["title"].startswith("Bát mới tinh")
    assert len(after["skus"]) == 2


def test_a_sku_of_another_product_cannot_be_edited(wire):
    made, other = wire.created(), wire.created()
    body = edited(wire, other, "Bát mới " * 5)

    told = wire.put(f"{CREATE}/{made['product_id']}", body)

    assert said(told) == (200, 12052557)


def test_down_up_away_and_back(wire):
    number = wire.created()["product_id"]
    wire.status(number)
    ids = {"product_ids": [number]}
    seen = []
    for word in ("deactivate", "activate"):
        wire.post(f"{CREATE}/{word}", ids)
        seen.append(wire.status(number))
    wire.delete(CREATE, ids)
    seen.append(wire.status(number))
    wire.post(f"{CREATE}/recover", ids)

    assert [*seen, wire.status(number)] == [
        "SELLER_DEACTIVATED",
        "ACTIVATE",
        "DELETED",
        "SELLER_DEACTIVATED",
    ]


def test_code_0_may_hold_an_error_for_one_of_many(wire):
    number = wire.created()["product_id"]
    wire.status(number)

    told = wire.post(f"{CREATE}/deactivate", {"product_ids": [number, "1"]}).json()

    assert told["code"] == 0
    (error,) = told["data"]["errors"]
    assert (error["code"], error["detail"]["product_id"]) == (12052048, "1")


def test_an_activation_nests_its_error(wire):
    told = wire.post(f"{CREATE}/activate", {"product_ids": ["1"]}).json()

    (error,) = told["data"]["errors"]
    assert error["code"] == 12052990
    assert error["detail"]["extra_errors"][0]["code"] == 12052048


def test_more_than_20_ids_are_too_many(wire):
    ids = {"product_ids": [str(n) for n in range(21)]}

    assert wire.post(f"{CREATE}/deactivate", ids).json()["code"] == 12019120


def test_products_are_found_by_their_seller_sku(wire):
    made = wire.created()
    wire.created(skus=[sku("OTHER")])

    found = search(wire, seller_skus=["BAT-L"])

    assert [one["id"] for one in found] == [made["product_id"]]
    assert found[0]["skus"][0]["price"] == {
        "currency": "VND",
        "tax_exclusive_price": "120000",
    }


def test_a_deleted_product_is_found_only_when_asked_for(wire):
    number = wire.created()["product_id"]
    wire.delete(CREATE, {"product_ids": [number]})

    found = [len(search(wire, **asked)) for asked in ({}, {"status": "DELETED"})]

    assert found == [0, 1]


def test_a_shop_does_not_see_the_products_of_another(wire):
    number = wire.created()["product_id"]
    wire.cipher = "ROW_hu3AAAAAAB2f9Qm1LxPzT7wVcRbN"

    assert search(wire) == []
    assert wire.get(f"{CREATE}/{number}").json()["code"] == 12019150


@pytest.mark.parametrize("size", ["0", "101", "x"])
def test_a_page_has_1_to_100(wire, size):
    assert wire.post(SEARCH, {}, page_size=size).json()["code"] == 12019109


def search(wire, **asked: object) -> list[dict]:
    return wire.post(SEARCH, asked, page_size="10").json()["data"]["products"]
