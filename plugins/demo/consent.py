"""The platform's tokens in our words. Its moments are seconds since 1970."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from storefront.contract.consent import Account, Grant, Tokens


def grant(body: Mapping[str, Any]) -> Grant:
    accounts = tuple(
        Account(shop["shop"], shop["shop"], {"cipher": shop["cipher"]})
        for shop in body["shops"]
    )
    return Grant(tokens(body), accounts)


def tokens(body: Mapping[str, Any]) -> Tokens:
    return Tokens(
        {"token": body["access"], "refresh_token": body["refresh"]},
        expires_at=moment(body["access_ends"]),
        renewable=True,
        renewable_until=moment(body["refresh_ends"]),
    )


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
