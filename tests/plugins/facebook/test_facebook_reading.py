"""Reading the sandbox's catalogue back, and writing items one by one."""

import json
from urllib.parse import parse_qsl, urlsplit

import pytest

from plugins.facebook.fake.calls import CATALOG_ID
from tests.plugins.facebook.records import record

PRODUCTS = f"{CATALOG_ID}/products"


def find(graph, sku: str, fields: str = "id,retailer_id") -> list[dict]:
    filter_ = json.dumps({"retailer_id": {"eq": sku}})
    return graph.get(PRODUCTS, filter=filter_, fields=fields).json()["data"]


def test_finds_one_item_by_its_sku_and_nothing_for_an_unknown_one(graph):
    graph.batch(record("mug", item_group_id="mugs"), record("pot"))

    (mug,) = find(graph, "mug", "id,product_group{id}")

    assert set(mug) == {"id", "product_group"}
    assert set(mug["product_group"]) == {"id"}
    assert find(graph, "pan") == []


def test_pages_end_where_next_is_absent(graph):
    graph.batch(*(record(f"sku-{n}") for n in range(5)))
    seen, url = [], f"{graph.address}/v26.0/{PRODUCTS}?limit=2"

    while url:
        page = graph.client.get(url).json()
        seen += [item["retailer_id"] for item in page["data"]]
        url = page["paging"].get("next")

    assert seen == [f"sku-{n}" for n in range(5)]


def test_the_next_page_asks_for_the_same(graph):
    graph.batch(record("a"), record("b"))

    page = graph.get(PRODUCTS, limit="1", fields="price").json()

    query = dict(parse_qsl(urlsplit(page["paging"]["next"]).query))
    assert (query["limit"], query["fields"]) == ("1", "price")
    assert query["after"] == page["paging"]["cursors"]["after"]


def test_counts_when_a_summary_is_asked_for(graph):
    graph.batch(record("a"), record("b"))

    answer = graph.get(PRODUCTS, limit="1", summary="true").json()

    assert answer["summary"] == {"total_count": 2}


@pytest.mark.parametrize("params", [{"after": "!!"}, {"filter": "{"}, {"limit": "x"}])
def test_a_parameter_it_cannot_read_is_code_100(graph, params):
    assert graph.get(PRODUCTS, **params).json()["error"]["code"] == 100


def test_shows_prices_as_the_switch_says(graph, facebook):
    graph.batch(record(price="120000 VND"))

    assert find(graph, "mug", "price")[0]["price"] == "₫120,000"
    facebook.turn("prices_read", "code")
    assert find(graph, "mug", "price")[0]["price"] == "120000 VND"


def test_a_review_takes_its_time(graph, facebook):
    facebook.turn("review", 60)
    graph.batch(record())
    assert find(graph, "mug", "review_status")[0]["review_status"] == "pending"

    facebook.turn("review", 0)
    assert find(graph, "mug", "review_status")[0]["review_status"] == "approved"


def test_what_may_not_be_sold_is_rejected(graph):
    graph.batch(record(title="Thuốc lá"))

    assert find(graph, "mug", "review_status")[0]["review_status"] == "rejected"


def single(**fields: object) -> dict:
    return {
        "retailer_id": "mug",
        "name": "Mug",
        "description": "Holds tea.",
        "url": "https://shop.example/mug",
        "image_url": "https://shop.example/mug.jpg",
        "price": 1600,
        "currency": "USD",
        "availability": "in stock",
        "condition": "new",
        "brand": "Kiềng",
    } | fields


def test_one_item_can_be_created_changed_and_deleted_by_itself(graph):
    item = graph.post(PRODUCTS, **single()).json()["id"]
    assert graph.held()["mug"]["price"] == "16.00 USD"

    assert graph.post(item, name="Cup").json() == {"success": True}
    assert graph.get(item, fields="name").json() == {"name": "Cup", "id": item}

    url = f"{graph.address}/v26.0/{item}"
    assert graph.client.delete(url).json() == {"success": True}
    assert graph.held() == {}


def test_the_same_sku_cannot_be_created_twice(graph):
    graph.post(PRODUCTS, **single())

    assert graph.post(PRODUCTS, **single()).json()["error"]["code"] == 10800


@pytest.mark.parametrize("fields", [{"price": "16.00"}, {"name": ""}, {"currency": ""}])
def test_a_single_item_with_a_fault_is_refused(graph, fields):
    assert graph.post(PRODUCTS, **single(**fields)).json()["error"]["code"] == 100
    assert graph.held() == {}
