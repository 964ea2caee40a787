"""How to call the platform, and which of its answers mean what."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from urllib.parse import urlencode

import orjson

from plugins.demo import mapping
from plugins.demo.mapping import JSON, Reply
from storefront.contract.data import Listing, Offer, Sent
from storefront.contract.errors import (
    CredentialsDead,
    PlatformRefused,
    PlatformUnavailable,
)
from storefront.contract.http import Answer, Gate, Http

#: The platform says "slow down" without saying for how long.
TOO_FAST = timedelta(seconds=2)

#: Errors that say: nothing was done, come again. They come with HTTP 200.
COME_AGAIN = {"too_fast", "try_again"}


class DemoClient:
    def __init__(
        self, address: str, credentials: Mapping[str, str], gate: Gate
    ) -> None:
        self.credentials = credentials
        self.http = Http(address, gate, deadline=timedelta(seconds=10))

    def check_account(self) -> None:
        reply = self.call("GET", "/account", endpoint="account")
        if reply.body.get("shop") != self.credentials["shop"]:
            raise CredentialsDead("this token belongs to another shop")

    def save_product(self, listing: Listing) -> Reply:
        """Create it, or replace the one we know. A create sent twice makes two."""
        known = listing.external_id
        return self.call(
            "PUT" if known else "POST",
            f"/products/{known}" if known else "/products",
            endpoint="products",
            body=mapping.product_body(listing),
            sending=mapping.whole(listing),
        )

    def delete_product(self, listing: Listing) -> Reply:
        if not listing.external_id:
            return Reply(missing=True)
        return self.call(
            "DELETE",
            f"/products/{listing.external_id}",
            endpoint="products",
            sending=mapping.whole(listing)[:1],
        )

    def save_offer(self, listing: Listing, offer: Offer) -> Reply:
        return self.call(
            "PUT",
            f"/products/{listing.external_id}/skus/{offer.external_id}",
            endpoint="offers",
            body=mapping.offer_body(offer),
            sending=[mapping.sent(listing, offer, offer.changed)],
        )

    def find_products(self, skus: Sequence[str]) -> list[JSON]:
        """One question per sku, unless it came with another one's product."""
        products: dict[int, JSON] = {}
        for sku in skus:
            if not any(sku in mapping.skus_of(p) for p in products.values()):
                reply = self.call("GET", "/products", endpoint="search", sku=sku)
                products.update({mapping.number(p): p for p in mapping.listed(reply)})
        return [products[number] for number in sorted(products)]

    def products_after(self, number: str) -> Reply:
        """Everything the shop holds, some of it at a time."""
        return self.call("GET", "/products", endpoint="search", after=number or "0")

    def all_categories(self) -> Reply:
        """All pages of the tree together; it has few."""
        found: list[object] = []
        after = "0"
        while after:
            reply = self.call("GET", "/categories", endpoint="categories", after=after)
            if reply.error:
                return reply
            page = reply.body.get("categories")
            found += page if isinstance(page, list) else []
            after = str(reply.body.get("next") or "")
        return Reply({"categories": found})

    def attributes_of(self, category: str) -> Reply:
        path = f"/categories/{category}/attributes"
        return self.call("GET", path, endpoint="categories")

    def recommended(self, title: str) -> Reply:
        return self.call(
            "GET", "/categories/recommended", endpoint="categories", title=title
        )

    def list_orders(self, since: int, cursor: str) -> JSON:
        return orders_in(
            self.call(
                "GET", "/orders", endpoint="orders", since=str(since), cursor=cursor
            )
        )

    def some_orders(self, ids: Sequence[str]) -> JSON:
        some = ",".join(ids)
        return orders_in(self.call("GET", "/orders/some", endpoint="orders", ids=some))

    def open_door(self, address: str) -> None:
        self.call("PUT", "/door", endpoint="account", body={"address": address})

    def call(
        self,
        method: str,
        path: str,
        *,
        endpoint: str,
        body: JSON | None = None,
        sending: Sequence[Sent] = (),
        **params: str,
    ) -> Reply:
        answer = self.http.request(
            method,
            path,
            endpoint=endpoint,
            sending=sending,
            params=params,
            content=orjson.dumps(body) if body else b"",
            headers={
                "X-Shop-Token": self.credentials["token"],
                "X-Shop-Cipher": self.credentials.get("cipher", ""),
            },
        )
        return understand(answer)

    def tokens(self, **asked: str) -> JSON:
        """For a code or a refresh token. The app's own secret vouches for the call."""
        app = {key: self.credentials[key] for key in ("app_key", "secret")}
        form = {"app": app["app_key"], "secret": app["secret"], **asked}
        answer = self.http.request(
            "POST",
            "/consent/token",
            endpoint="account",
            content=urlencode(form).encode(),
        )
        reply = understand(answer)
        if reply.error == "bad_refresh":
            raise CredentialsDead("the refresh token is not accepted")
        if reply.error:
            raise PlatformRefused(mapping.problems_of(reply))
        return reply.body


def orders_in(reply: Reply) -> JSON:
    """They either come or do not: a no to this question is about no single order."""
    if "orders" not in reply.body:
        raise PlatformUnavailable(f"says {reply.error or 'nothing'} of its orders")
    return reply.body


def understand(answer: Answer) -> Reply:
    """Return what the platform stands by; raise what is not about the item.

    A 5xx leaves open what was done, and so does a body that makes no sense.
    """
    if answer.status == 401:
        raise CredentialsDead("the token is not accepted")
    if answer.status >= 500:
        raise PlatformUnavailable(f"answered HTTP {answer.status}")
    body = answer.json()
    if not isinstance(body, dict) or "ok" not in body:
        raise PlatformUnavailable(f"answered HTTP {answer.status} without ok")
    if body["ok"] is True:
        return Reply(body)
    error = str(body.get("error", "unknown"))
    if error in COME_AGAIN:
        reason = f"says {error}"
        raise PlatformUnavailable(reason, retry_after=TOO_FAST, nothing_done=True)
    return Reply(missing=True) if error == "not_found" else Reply(error=error)
