"""How to call TikTok Shop: every call signed, most about one shop by its cipher."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import orjson

from plugins.tiktok_shop.problems import meaning_of
from plugins.tiktok_shop.signing import sign
from storefront.contract import clock
from storefront.contract.data import Sent
from storefront.contract.errors import (
    CredentialsDead,
    PlatformRefused,
    PlatformUnavailable,
)
from storefront.contract.http import Answer, Gate, Http

JSON = Mapping[str, Any]

#: Tokens come from another host than everything else.
API = "https://open-api.tiktokglobalshop.com"
AUTH = "https://auth.tiktok-shops.com"
DEADLINE = timedelta(seconds=30)

ORDERS_PER_PAGE = 50
RETURNS_PER_PAGE = 50
#: What an answer that gives tokens must hold.
TOKENS = {
    "access_token",
    "access_token_expire_in",
    "refresh_token",
    "refresh_token_expire_in",
}
#: What is told of an order that is not ours; it does not say which of many it is.
NOT_OURS = "21008111"


class ShopClient:
    def __init__(
        self, address: str, credentials: Mapping[str, str], gate: Gate
    ) -> None:
        self.credentials = credentials
        self.http = Http(address, gate, deadline=DEADLINE)
        auth = AUTH if address == API else address
        self.auth = Http(auth, gate, deadline=DEADLINE)

    def authorized_shops(self) -> list[JSON]:
        path = "/authorization/202309/shops"
        told = self.call("GET", path, endpoint="authorization", about_shop=False)
        return listed(told, "shops")

    def orders_since(self, moment: int, cursor: str) -> JSON:
        """By their last change, the longest unchanged first."""
        asked = {"sort_field": "update_time", "sort_order": "ASC"}
        page = {"page_size": str(ORDERS_PER_PAGE), "page_token": cursor}
        return self.call(
            "POST",
            "/order/202309/orders/search",
            endpoint="orders",
            body={"update_time_ge": moment},
            params=asked | {name: value for name, value in page.items() if value},
        )

    def orders(self, ids: Sequence[str]) -> list[JSON]:
        """Where one is not ours the others are asked for alone."""
        path = "/order/202507/orders"
        try:
            told = self.call(
                "GET", path, endpoint="orders", params={"ids": ",".join(ids)}
            )
        except PlatformRefused as refusal:
            if refusal.problems[0].code != NOT_OURS:
                raise
            alone = ids if len(ids) > 1 else ()
            return [order for one in alone for order in self.orders([one])]
        return listed(told, "orders")

    def returns_since(self, moment: int, cursor: str) -> JSON:
        """As `orders_since`."""
        asked = {"sort_field": "update_time", "sort_order": "ASC"}
        page = {"page_size": str(RETURNS_PER_PAGE), "page_token": cursor}
        return self.call(
            "POST",
            "/return_refund/202602/returns/search",
            endpoint="returns",
            body={"update_time_ge": moment},
            params=asked | {name: value for name, value in page.items() if value},
        )

    def open_door(self, event: str, address: str) -> None:
        body = {"event_type": event, "address": address}
        self.call("PUT", "/event/202309/webhooks", endpoint="events", body=body)

    def tokens_for(self, code: str) -> JSON:
        given = {"auth_code": code, "grant_type": "authorized_code"}
        return self.tokens("get", given)

    def tokens_after(self, refresh_token: str) -> JSON:
        """Raises CredentialsDead for any no: which code it has is not written down."""
        given = {"refresh_token": refresh_token, "grant_type": "refresh_token"}
        try:
            return self.tokens("refresh", given)
        except PlatformRefused as refusal:
            raise CredentialsDead(refusal.problems[0].said) from None

    def tokens(self, verb: str, given: Mapping[str, str]) -> JSON:
        """Unsigned, and with the secret in the query: so it is documented."""
        app = {name: self.credentials[name] for name in ("app_key", "app_secret")}
        path = f"/api/v2/token/{verb}"
        answer = self.auth.request(
            "GET", path, endpoint="authorization", params={**app, **given}
        )
        told = understand(answer)
        if not told.keys() >= TOKENS:
            raise PlatformUnavailable("gave no tokens")
        return told

    def call(
        self,
        method: str,
        path: str,
        *,
        endpoint: str,
        about_shop: bool = True,
        body: JSON | None = None,
        params: Mapping[str, str] = MappingProxyType({}),
        sending: Sequence[Sent] = (),
    ) -> JSON:
        content = b"" if body is None else orjson.dumps(body)
        query = {**self.every_query(about_shop=about_shop), **params}
        answer = self.http.request(
            method,
            path,
            endpoint=endpoint,
            sending=sending,
            params=self.signed(path, query, content),
            content=content,
            headers=self.headers("application/json"),
        )
        return understand(answer)

    def signed(self, path: str, query: Mapping[str, str], body: bytes) -> JSON:
        secret = self.credentials["app_secret"]
        return {**query, "sign": sign(secret, path, query, body=body)}

    def headers(self, kind: str) -> dict[str, str]:
        token = self.credentials["access_token"]
        return {"x-tts-access-token": token, "Content-Type": kind}

    def every_query(self, *, about_shop: bool) -> dict[str, str]:
        """A cipher where none belongs is refused, like a missing one."""
        moment = str(int(clock.now().timestamp()))
        told = {"app_key": self.credentials["app_key"], "timestamp": moment}
        cipher = {"shop_cipher": self.credentials["shop_cipher"]} if about_shop else {}
        return {**told, **cipher}


def understand(answer: Answer) -> JSON:
    """Return what is inside, or raise what the code means."""
    body = answer.json()
    code = body.get("code") if isinstance(body, dict) else None
    if not isinstance(body, dict) or not isinstance(code, int):
        raise PlatformUnavailable(f"answered HTTP {answer.status} without a code")
    if code or answer.status != 200:
        raise meaning_of(code, str(body.get("message", "")), answer)
    data = body.get("data")
    return data if isinstance(data, dict) else {}


def listed(data: JSON, name: str) -> list[JSON]:
    """A list that is empty is often left out."""
    found = data.get(name)
    return found if isinstance(found, list) else []
