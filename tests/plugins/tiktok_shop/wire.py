"""Somebody who talks to the sandbox with plain HTTP, and signs for themselves."""

import hashlib
import hmac
import io
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx2 as httpx
from PIL import Image

from plugins.tiktok_shop.fake.app import ACCESS_TOKEN, APP_KEY, APP_SECRET
from plugins.tiktok_shop.fake.seller import SHOPS

JSON = dict[str, Any]

HANOI, SAIGON = SHOPS[0].sells_from
CREATE = "/product/202309/products"
SEARCH = "/product/202502/products/search"
ORDERS = "/order/202309/orders/search"


@dataclass
class Wire:
    address: str
    client: httpx.Client
    token: str = ACCESS_TOKEN
    cipher: str = SHOPS[0].cipher
    #: What is to be changed in the query of every call, after it was signed.
    tamper: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **query: str) -> httpx.Response:
        return self.send("GET", path, query)

    def post(self, path: str, body: JSON | None = None, **query: str) -> httpx.Response:
        return self.send("POST", path, query, body)

    def put(self, path: str, body: JSON) -> httpx.Response:
        return self.send("PUT", path, {}, body)

    def delete(self, path: str, body: JSON) -> httpx.Response:
        return self.send("DELETE", path, {}, body)

    def send(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: JSON | None = None,
        *,
        kind: str = "application/json",
    ) -> httpx.Response:
        content = b"" if body is None else json.dumps(body).encode()
        told = {**self.every_query(path), **query}
        signature = signed(path, told, content)
        target = urlencode({**told, "sign": signature, **self.tamper})
        headers = {"x-tts-access-token": self.token}
        if content:
            headers["Content-Type"] = kind
        address = f"{self.address}{path}?{target}"
        return self.client.request(method, address, content=content, headers=headers)

    def every_query(self, path: str) -> dict[str, str]:
        alone = path.startswith("/authorization/") or path.endswith("/upload")
        shop = {} if alone or not self.cipher else {"shop_cipher": self.cipher}
        return {"app_key": APP_KEY, "timestamp": str(int(time.time())), **shop}

    # What every test needs

    def upload(self, *, use: str = "MAIN_IMAGE", content: bytes = b"") -> JSON:
        path = "/product/202309/images/upload"
        told = self.every_query(path)
        target = urlencode({**told, "sign": signed(path, told, b"")})
        answer = self.client.post(
            f"{self.address}{path}?{target}",
            headers={"x-tts-access-token": self.token},
            data={"use_case": use},
            files={"data": ("p.png", content or picture(), "image/png")},
        )
        return answer.json()

    def product(self, **changed: Any) -> JSON:
        """The body of a create that is taken, with a picture that was uploaded."""
        return product(self.upload()["data"]["uri"], **changed)

    def created(self, **changed: Any) -> JSON:
        return self.post(CREATE, self.product(**changed)).json()["data"]

    def read(self, product: str, **query: str) -> JSON:
        return self.get(f"{CREATE}/{product}", **query).json()["data"]

    def status(self, product: str) -> str:
        return self.read(product)["status"]


def signed(path: str, query: Mapping[str, str], body: bytes) -> str:
    text = path + "".join(key + query[key] for key in sorted(query))
    whole = APP_SECRET.encode() + text.encode() + body + APP_SECRET.encode()
    return hmac.new(APP_SECRET.encode(), whole, hashlib.sha256).hexdigest()


def picture(width: int = 600, height: int = 600) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (width, height), "#b5651d").save(held, "PNG")
    return held.getvalue()


def product(uri: str, **changed: Any) -> JSON:
    told: JSON = {
        "title": "Bát cơm men lam vẽ tay, gốm nung 1250 độ",
        "description": "<p>Bát gốm vẽ tay.</p>",
        "category_id": "600154",
        "category_version": "v2",
        "main_images": [{"uri": uri}],
        "package_weight": {"value": "0.45", "unit": "KILOGRAM"},
        "skus": [sku("BAT-S", value="Nhỏ"), sku("BAT-L", value="Lớn")],
    }
    return {k: v for k, v in {**told, **changed}.items() if v is not None}


def sku(name: str, *, value: str = "", **changed: Any) -> JSON:
    told: JSON = {
        "seller_sku": name,
        "price": {"amount": "120000", "currency": "VND"},
        "inventory": [
            {"warehouse_id": HANOI, "quantity": 7},
            {"warehouse_id": SAIGON, "quantity": 3},
        ],
    }
    if value:
        told["sales_attributes"] = [{"name": "Cỡ", "value_name": value}]
    return {**told, **changed}


def said(answer: httpx.Response) -> tuple[int, int]:
    """The HTTP status and the code inside."""
    return answer.status_code, answer.json()["code"]
