"""Meta's own SDK, unchanged, talks to the sandbox: only its session's host is set."""

import re

import pytest

from plugins.facebook.fake.calls import APP_ID, APP_SECRET, CATALOG_ID, TOKEN
from plugins.facebook.reading import FIELDS
from tests.plugins.facebook.records import only, record

pytest.importorskip(
    "facebook_business",
    reason="the official SDK is not installed (dependency group `sdk`)",
)

from facebook_business.adobjects.productcatalog import ProductCatalog
from facebook_business.api import FacebookAdsApi
from facebook_business.exceptions import FacebookRequestError
from facebook_business.session import FacebookSession

# The SDK expects a map where the documentation says array.
pytestmark = pytest.mark.filterwarnings("ignore:value of requests might not be")


@pytest.fixture
def catalog(address, facebook) -> ProductCatalog:
    facebook.turn("proof_required", value=True)
    session = FacebookSession(APP_ID, APP_SECRET, TOKEN)
    session.GRAPH = address
    return ProductCatalog(CATALOG_ID, api=FacebookAdsApi(session))


def create(catalog: ProductCatalog, *records: dict) -> dict:
    params = {"item_type": "PRODUCT_ITEM", "requests": list(records)}
    return catalog.create_items_batch(params=params).export_all_data()


def status(catalog: ProductCatalog, handle: str) -> dict:
    params = {"handle": handle, "load_ids_of_invalid_requests": True}
    (node,) = catalog.get_check_batch_request_status(params=params)
    return node.export_all_data()


def test_reads_the_catalogue(catalog):
    catalog.api_get(fields=["id", "name", "product_count"])

    assert catalog.export_all_data() == {
        "id": CATALOG_ID,
        "name": "Kiềng",
        "product_count": 0,
    }


def test_sends_a_batch_and_hears_what_became_of_it(catalog):
    sent = create(catalog, record("mug"), record("pot", price="71"))

    node = status(catalog, sent["handles"][0])

    assert node["status"] == "finished"
    assert node["ids_of_invalid_requests"] == ["pot"]


def test_lists_products_page_by_page(catalog):
    create(catalog, *(record(f"sku-{n}", title=f"Cốc {n}") for n in range(7)))

    found = catalog.get_products(fields=["retailer_id", "name"], params={"limit": 3})

    assert [item["name"] for item in found] == [f"Cốc {n}" for n in range(7)]


def test_reads_everything_back_with_the_fields_of_the_plugin(catalog):
    create(catalog, *(record(f"sku-{n}", item_group_id="mugs") for n in range(5)))

    fields = re.sub(r"{.*?}", "", FIELDS).split(",")
    found = catalog.get_products(fields=fields, params={"limit": 2})

    read = [item.export_all_data() for item in found]
    assert [item["retailer_id"] for item in read] == [f"sku-{n}" for n in range(5)]
    assert {item["product_group"]["retailer_id"] for item in read} == {"mugs"}


def test_filters_products(catalog):
    create(catalog, record("mug"), record("pot"))

    params = {"filter": {"retailer_id": {"eq": "pot"}}}
    found = catalog.get_products(fields=["retailer_id", "availability"], params=params)

    assert [item["retailer_id"] for item in found] == ["pot"]


def test_deletes_by_batch(catalog, graph, facebook):
    create(catalog, record("mug"))
    facebook.turn("proof_required", value=False)
    assert set(graph.held()) == {"mug"}

    create(catalog, only("mug", method="DELETE"))

    assert graph.held() == {}


def test_creates_changes_and_deletes_one_product(catalog):
    params = {
        "retailer_id": "mug",
        "name": "Mug",
        "description": "Holds tea.",
        "url": "https://shop.example/mug",
        "image_url": "https://shop.example/mug.jpg",
        "price": 120000,
        "currency": "VND",
        "availability": "in stock",
        "condition": "new",
        "brand": "Kiềng",
    }
    item = catalog.create_product(params=params)
    item.api_update(params={"name": "Cup"})

    assert item.api_get(fields=["name", "price"])["price"] == "₫120,000"
    item.api_delete()
    assert list(catalog.get_products()) == []


def test_understands_the_throttle_as_one(catalog, facebook):
    facebook.turn("throttled", value=True)

    with pytest.raises(FacebookRequestError) as raised:
        create(catalog, record())

    error = raised.value
    assert (error.api_error_code(), error.api_transient_error()) == (80014, True)
    usage = error.http_headers()["x-business-use-case-usage"]
    assert '"estimated_time_to_regain_access": 1' in usage


@pytest.mark.parametrize(("why", "subcode"), [("expired", 463), ("app_removed", 458)])
def test_understands_that_the_token_is_dead(catalog, facebook, why, subcode):
    facebook.turn("revoked", why)

    with pytest.raises(FacebookRequestError) as raised:
        catalog.api_get()

    error = raised.value
    assert (error.api_error_code(), error.api_error_subcode()) == (190, subcode)


def test_a_wrong_secret_makes_a_proof_that_is_refused(address):
    session = FacebookSession(APP_ID, "f" * 32, TOKEN)
    session.GRAPH = address

    with pytest.raises(FacebookRequestError, match="Invalid appsecret_proof"):
        ProductCatalog(CATALOG_ID, api=FacebookAdsApi(session)).api_get()
