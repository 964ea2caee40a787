"""No answer of the sandbox has a field that the documentation does not know."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from plugins.tiktok_shop.fake import hooks
from plugins.tiktok_shop.fake.gate import WITHOUT_SHOP
from plugins.tiktok_shop.fake.seller import SHOPS
from tests.plugins.tiktok_shop.wire import CREATE, HANOI, ORDERS, SAIGON, SEARCH, Wire

SHARED = Path(os.environ.get("KIENG_SHARED", Path(settings.BASE_DIR).parent / "shared"))
SCHEMAS = SHARED / "data" / "platform-docs" / "tiktok-schemas.json"

pytestmark = pytest.mark.skipif(
    not SCHEMAS.exists(), reason="the documented fields are not on this machine"
)

ROOT = "/product/202309"
V2 = {"category_version": "v2"}


@pytest.fixture(scope="module")
def documented() -> dict:
    return json.loads(SCHEMAS.read_text())


def unknown(told: object, fields: dict | None, at: str = "") -> Iterator[str]:
    """The paths in an answer for which there is no field."""
    if isinstance(told, list):
        for one in told:
            yield from unknown(one, fields, at)
    elif isinstance(told, dict) and fields:
        for name, value in told.items():
            field = fields.get(name)
            if field is None:
                yield f"{at}.{name}"
            else:
                yield from unknown(value, field.get("sub"), f"{at}.{name}")


def calls(wire: Wire, order: str) -> Iterator[tuple[str, dict]]:
    """What is documented, and what was answered."""
    yield "GET /authorization/202309/shops", wire.get("/authorization/202309/shops")
    warehouses = "/logistics/202309/warehouses"
    yield f"GET {warehouses}", wire.get(warehouses)
    yield f"GET {ROOT}/categories", wire.get(f"{ROOT}/categories", **V2)
    for asked in ("attributes", "rules"):
        path = f"GET {ROOT}/categories/{{category_id}}/{asked}"
        yield path, wire.get(f"{ROOT}/categories/600173/{asked}", **V2)
    title = {"product_title": "Ấm trà"}
    recommend = f"{ROOT}/categories/recommend"
    yield f"POST {recommend}", wire.post(recommend, title)
    yield f"GET {ROOT}/brands", wire.get(f"{ROOT}/brands", page_size="2")
    checks = "/product/202312/prerequisites"
    yield f"GET {checks}", wire.get(checks)
    made = wire.post(CREATE, wire.product(brand_id="1"))
    yield f"POST {CREATE}", made
    product = made.json()["data"]["product_id"]
    yield f"GET {CREATE}/{{product_id}}", wire.get(f"{CREATE}/{product}")
    yield f"POST {SEARCH}", wire.post(SEARCH, {}, page_size="5")
    edit = "/product/202509/products"
    yield f"PUT {edit}/{{product_id}}", wire.put(f"{edit}/{product}", wire.product())
    yield from stock_calls(wire, product)
    ids = {"product_ids": ["1"]}
    for word in ("activate", "deactivate", "recover"):
        yield f"POST {CREATE}/{word}", wire.post(f"{CREATE}/{word}", ids)
    yield f"DELETE {CREATE}", wire.delete(CREATE, ids)
    yield f"POST {ORDERS}", wire.post(ORDERS, {}, page_size="5")
    yield "GET /order/202507/orders", wire.get("/order/202507/orders", ids=order)
    returns = "/return_refund/202602/returns/search"
    yield f"POST {returns}", wire.post(returns, {}, page_size="5")
    doors = "/event/202309/webhooks"
    wire.put(doors, {"event_type": "PRODUCT_CREATION", "address": "http://127.0.0.1:9"})
    yield f"GET {doors}", wire.get(doors)


def stock_calls(wire: Wire, product: str) -> Iterator[tuple[str, dict]]:
    sku = wire.read(product)["skus"][0]["id"]
    bad = [{"warehouse_id": w, "quantity": -1} for w in (HANOI, SAIGON)]
    body = {"skus": [{"id": sku, "inventory": bad}]}
    path = f"{CREATE}/{{product_id}}/inventory/update"
    yield f"POST {path}", wire.post(f"{CREATE}/{product}/inventory/update", body)
    search = f"{ROOT}/inventory/search"
    yield f"POST {search}", wire.post(search, {"product_ids": [product]})


def test_every_field_of_an_answer_is_documented(wire, tiktok, documented):
    order = tiktok.sell(SHOPS[0].id, {"BY-HAND": 2}, status="AWAITING_SHIPMENT")
    tiktok.move(order, "CANCELLED")
    tiktok.want_back(order)

    found = {
        name: list(dict.fromkeys(unknown(answer.json(), response(documented, name))))
        for name, answer in calls(wire, order)
    }

    assert len(found) == 22
    assert {name: fields for name, fields in found.items() if fields} == {}


def test_a_field_of_no_document_is_noticed(documented):
    fields = response(documented, "GET /authorization/202309/shops")
    answer = {"code": 0, "data": {"shops": [{"id": "1", "colour": "red"}]}}

    assert list(unknown(answer, fields)) == [".data.shops.colour"]


def response(documented: dict, name: str) -> dict:
    return documented["operations"][name]["response"]


def test_every_operation_takes_a_cipher_where_it_is_documented(tiktok, documented):
    served = [(method, pattern.pattern) for method, pattern, _name in tiktok._routes]
    known = {
        (method, path): operation["shop_cipher"]
        for name, operation in documented["operations"].items()
        for method, _, path in [name.partition(" ")]
    }

    wrong = [
        (method, path)
        for (method, path), cipher in known.items()
        if is_served(served, method, path) and takes_cipher(method, path) != cipher
    ]

    assert wrong == []


def is_served(served: list, method: str, path: str) -> bool:
    return any(m == method and re.fullmatch(p, path) for m, p in served)


def takes_cipher(method: str, path: str) -> bool:
    return not WITHOUT_SHOP.fullmatch(f"{method} {path}")


@pytest.mark.parametrize("kind", hooks.EVENTS)
def test_every_webhook_is_documented_under_its_name(documented, kind):
    assert documented["webhooks"][str(kind)]["event"] == hooks.EVENTS[kind]
