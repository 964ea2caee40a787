"""A client that is not ours, unchanged, talks to the sandbox: only its address is set.

Where it and the documentation differ, the sandbox keeps to the documentation. It writes
several ids as `ids=1&ids=2` and signs both; documented are commas, and of a name that
comes twice the Go sample signs the first.
"""

import io

import pytest

from plugins.tiktok_shop.fake import tokens
from plugins.tiktok_shop.fake.app import APP_KEY, APP_SECRET, SCOPES
from plugins.tiktok_shop.fake.hooks import EVENTS
from plugins.tiktok_shop.fake.seller import SHOPS
from plugins.tiktok_shop.fake.tree import NODES
from tests.plugins.tiktok_shop.wire import HANOI, SAIGON, picture, product, sku

pytest.importorskip(
    "tiktok_shop_api",
    reason="the public client tiktok-shop-api is not installed (group `sdk`)",
)

import tiktok_shop_api as sdk
from tiktok_shop_api.generated import models
from tiktok_shop_api.generated.types import File

SHOP = SHOPS[0].id


@pytest.fixture
def auth(address):
    return sdk.TikTokShopAuth(APP_KEY, APP_SECRET, base_url=address)


@pytest.fixture
def seller(address, auth, tiktok):
    """Connected all the way: a code, its tokens, the shops and the cipher of one."""
    with tiktok.writing() as rows:
        code = tokens.give_code(rows)
    token = auth.exchange_code(code).access_token
    with sdk.TikTokShop(APP_KEY, APP_SECRET, token, base_url=address) as client:
        shops = client.authorization.get_authorized_shops().data.shops
        yield client.with_shop(shop_cipher=shops[0].cipher)


@pytest.fixture
def made(seller):
    """A product that is for sale, with the pictures that it needs."""
    body = product(uploaded(seller).uri, skus=[sku("BAT")])
    request = models.CreateProductRequest.from_dict(body)
    made = seller.products.create_product(body=request).data
    seller.products.get_product(product_id=made.product_id)
    return made


def uploaded(seller):
    request = models.UploadProductImageRequest(
        data=File(io.BytesIO(picture()), "p.png", "image/png"),
        use_case=models.UploadProductImageRequestUseCase.MAIN_IMAGE,
    )
    return seller.products.upload_product_image(body=request).data


def test_refreshes_its_token(auth, tiktok):
    with tiktok.writing() as rows:
        code = tokens.give_code(rows)
    first = auth.exchange_code(code)

    second = auth.refresh(first.refresh_token)

    assert first.access_token != second.access_token
    assert second.granted_scopes == SCOPES


def test_understands_that_a_code_is_spent(auth):
    with pytest.raises(sdk.TikTokShopError, match=r"Invalid auth code\.") as raised:
        auth.exchange_code("spent")

    assert raised.value.code == 36004004


def test_reads_the_shops_and_the_warehouses(seller):
    shops = seller.authorization.get_authorized_shops().data.shops
    warehouses = seller.logistics.get_warehouse_list().data.warehouses

    assert [shop.id for shop in shops] == [shop.id for shop in SHOPS]
    assert warehouses[0].is_default


def test_reads_the_categories_and_what_they_ask_for(seller):
    tree = seller.products.get_categories(category_version="v2").data.categories
    asked = seller.products.get_category_attributes(
        category_id="601226", category_version="v2"
    ).data.attributes

    assert len(tree) == len(NODES)
    assert [one.name for one in asked if one.is_requried] == ["Chất liệu"]


def test_uploads_a_picture(seller):
    assert uploaded(seller).uri.startswith("tos-sandbox/")


def test_creates_and_finds_a_product(seller, made):
    request = models.SearchProductsRequest(seller_skus=["BAT"])

    found = seller.products.search_products(page_size=10, body=request).data

    assert [(one.id, one.status) for one in found.products] == [
        (made.product_id, "ACTIVATE")
    ]


def test_changes_a_price(seller, made):
    price = {"amount": "99000", "currency": "VND"}
    body = {"skus": [{"id": made.skus[0].id, "price": price}]}

    seller.products.update_price(
        product_id=made.product_id, body=models.UpdatePriceRequest.from_dict(body)
    )

    told = seller.products.get_product(product_id=made.product_id).data
    assert told.skus[0].price.tax_exclusive_price == "99000"


def test_changes_the_stock_of_all_warehouses(seller, made):
    inventory = [
        {"warehouse_id": HANOI, "quantity": 1},
        {"warehouse_id": SAIGON, "quantity": 2},
    ]
    body = {"skus": [{"id": made.skus[0].id, "inventory": inventory}]}

    seller.products.update_inventory(
        product_id=made.product_id, body=models.UpdateInventoryRequest.from_dict(body)
    )

    asked = models.InventorySearchRequest(product_ids=[made.product_id])
    (held,) = seller.products.inventory_search(body=asked).data.inventory
    assert held.skus[0].total_available_quantity == 3


def test_reads_orders(seller, made, tiktok):
    number = tiktok.sell(SHOP, {"BAT": 2})

    found = seller.orders.get_order_list(page_size=10).data.orders
    (order,) = seller.orders.get_order_detail(ids=[number]).data.orders

    assert [one.id for one in found] == [number]
    assert [one.sku_id for one in order.line_items] == [made.skus[0].id] * 2


def test_its_way_to_ask_for_many_orders_is_not_the_documented_one(seller, tiktok, made):
    numbers = [tiktok.sell(SHOP, {"BAT": 1}) for _ in range(2)]

    with pytest.raises(sdk.TikTokShopError) as raised:
        seller.orders.get_order_detail(ids=numbers)

    assert raised.value.code == 106001
    joined = seller.orders.get_order_detail(ids=[",".join(numbers)]).data.orders
    assert {order.id for order in joined} == set(numbers)


def test_takes_down_a_product(seller, made):
    request = models.DeleteProductsRequest(product_ids=[made.product_id])

    assert seller.products.delete_products(body=request).code == 0
    assert seller.products.search_products(page_size=5).data.total_count == 0


def test_understands_the_throttle_as_one(seller, tiktok):
    tiktok.turn("throttled", value=True)

    with pytest.raises(sdk.TikTokShopError) as raised:
        seller.logistics.get_warehouse_list()

    assert (raised.value.http_status, raised.value.code) == (429, 36009002)


def test_believes_and_reads_what_the_sandbox_brings(tiktok):
    delivery = tiktok.delivery()

    event = sdk.Webhooks.verify_and_parse(
        app_key=APP_KEY,
        app_secret=APP_SECRET,
        raw_body=delivery.body,
        signature=delivery.headers["authorization"],
    )

    assert event.data.order_status == "ON_HOLD"


def test_knows_the_events_by_the_same_names():
    assert {kind: sdk.EVENT_TYPES[kind] for kind in EVENTS} == EVENTS
