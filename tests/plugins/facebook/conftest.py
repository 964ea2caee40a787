from collections.abc import Iterator
from dataclasses import dataclass

import httpx2 as httpx
import pytest

from plugins.facebook.fake.calls import CATALOG_ID, TOKEN
from plugins.facebook.sandbox import FacebookSandbox
from storefront.contract.sandbox import running


@dataclass
class Graph:
    """Somebody who talks to the sandbox with plain HTTP."""

    address: str
    client: httpx.Client

    def get(self, path: str, version: str = "v26.0", **params: str) -> httpx.Response:
        return self.client.get(f"{self.address}/{version}/{path}", params=params)

    def post(self, path: str, **params: object) -> httpx.Response:
        return self.client.post(f"{self.address}/v26.0/{path}", json=params)

    def batch(self, *records: dict, **params: object) -> dict:
        return self.post(
            f"{CATALOG_ID}/items_batch",
            item_type="PRODUCT_ITEM",
            requests=list(records),
            **params,
        ).json()

    def status(self, answer: dict, **params: str) -> dict:
        (handle,) = answer["handles"]
        params = {"handle": handle, "load_ids_of_invalid_requests": "true"} | params
        path = f"{CATALOG_ID}/check_batch_request_status"
        return self.get(path, **params).json()["data"][0]

    def held(self) -> dict[str, dict]:
        items = self.client.get(f"{self.address}/_sandbox/state").json()["items"]
        return {item["id"]: item for item in items}


@pytest.fixture
def facebook(tmp_path) -> FacebookSandbox:
    sandbox = FacebookSandbox(tmp_path / "facebook.sqlite3")
    sandbox.turn("processing", 0)
    sandbox.turn("batch_calls", 0)
    return sandbox


@pytest.fixture
def address(facebook) -> Iterator[str]:
    with running(facebook) as address:
        yield address


@pytest.fixture
def graph(address) -> Iterator[Graph]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with httpx.Client(headers=headers) as client:
        yield Graph(address, client)
