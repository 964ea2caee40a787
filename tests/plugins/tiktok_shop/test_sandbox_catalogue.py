"""Categories, attributes, brands, pictures and warehouses."""

import pytest

from tests.plugins.tiktok_shop.wire import HANOI, SAIGON, picture

TREE = "/product/202309/categories"
BRANDS = "/product/202309/brands"


def test_the_tree_is_that_of_the_region_only_where_it_is_asked_for(wire):
    newer = wire.get(TREE, category_version="v2").json()["data"]["categories"]
    older = wire.get(TREE).json()["data"]["categories"]

    assert {node["id"] for node in newer} & {node["id"] for node in older} == set()
    assert newer[0]["parent_id"] == "0"
    assert newer[0]["local_name"] == "Đồ gia dụng"


def test_names_come_in_the_language_asked_for(wire):
    told = wire.get(TREE, category_version="v2", locale="en-US").json()

    assert told["data"]["categories"][0]["local_name"] == "Home Supplies"


@pytest.mark.parametrize(
    ("category", "code"), [("600001", 12052024), ("1", 12052023), ("600154", 0)]
)
def test_only_ends_of_the_tree_ask_for_attributes(wire, category, code):
    path = f"{TREE}/{category}/attributes"

    assert wire.get(path, category_version="v2").json()["code"] == code


def test_what_is_required_is_misspelt(wire, tiktok):
    path = f"{TREE}/601226/attributes"
    told = wire.get(path, category_version="v2").json()["data"]["attributes"]
    tiktok.turn("spelt_right", value=True)
    both = wire.get(path, category_version="v2").json()["data"]["attributes"]

    assert [one["id"] for one in told if one["is_requried"]] == ["100149"]
    assert ["is_required" in told[0], "is_required" in both[0]] == [False, True]


def test_an_attribute_may_be_required_because_of_another(wire):
    path = f"{TREE}/600173/attributes"

    told = wire.get(path, category_version="v2").json()["data"]["attributes"]

    (asked,) = [one for one in told if "requirement_conditions" in one]
    (condition,) = asked["requirement_conditions"]
    assert condition["attribute_id"] in {one["id"] for one in told}


def test_a_title_is_recommended_a_category(wire):
    asked = {"product_title": "Ấm trà gốm men lam", "category_version": "v2"}

    told = wire.post(f"{TREE}/recommend", asked).json()["data"]

    assert told["leaf_category_id"] == "600157"
    assert [node["level"] for node in told["categories"]] == [1, 2, 3]


def test_brands_come_page_by_page(wire):
    first = wire.get(BRANDS, page_size="2").json()["data"]
    token = first["next_page_token"]
    second = wire.get(BRANDS, page_size="2", page_token=token).json()["data"]

    assert {"+", "/"} <= set(token)
    names = [brand["name"] for page in (first, second) for brand in page["brands"]]
    assert (names, second["next_page_token"]) == (["Kiềng", "Gốm mộc", "Vải nhà"], "")


def test_a_brand_of_ones_own_can_be_made(wire):
    wire.cipher = ""
    made = wire.post(BRANDS, {"name": "Gốm của chị"}).json()["data"]
    wire.cipher = "ROW_k1engAAAAAVAQra0eZWebFQq5aIKt"

    found = wire.get(BRANDS, page_size="1", brand_name="của chị").json()["data"]

    assert [brand["id"] for brand in found["brands"]] == [made["id"]]


def test_a_picture_is_uploaded_and_can_be_seen(wire):
    sent = picture(800, 600)

    told = wire.upload(content=sent)["data"]

    assert (told["width"], told["height"]) == (800, 600)
    assert wire.client.get(told["url"]).content == sent


def test_a_long_picture_is_cut_to_a_square_in_the_gallery_only(wire):
    wide = picture(900, 400)

    gallery = wire.upload(content=wide)["data"]
    text = wire.upload(content=wide, use="DESCRIPTION_IMAGE")["data"]

    assert [(p["width"], p["height"]) for p in (gallery, text)] == [
        (400, 400),
        (900, 400),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (picture(299, 600), 12038014),
        (picture(4001, 300), 12038014),
        (b"no picture", 12038002),
    ],
)
def test_a_picture_that_does_not_do_is_refused(wire, content, code):
    assert wire.upload(content=content)["code"] == code


def test_warehouses_say_what_they_are_for(wire):
    told = wire.get("/logistics/202309/warehouses").json()["data"]["warehouses"]

    sales = [one["id"] for one in told if one["type"] == "SALES_WAREHOUSE"]
    assert sales == [HANOI, SAIGON]
    assert [one["id"] for one in told if one["is_default"]] == [HANOI]
    assert "distict" in told[0]["address"]
