"""The seller's consent in our words. Moments are absolute, in seconds since 1970."""

from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlencode

from plugins.tiktok_shop.client import API, JSON
from storefront.contract.consent import Account, Grant, Tokens
from storefront.contract.data import Problem, Text
from storefront.contract.errors import PlatformRefused

#: Sellers outside the United States say yes here.
CONSENT = "https://services.tiktokshop.com"
SELLER = 0

NO_SELLER = Problem(
    "not_a_seller",
    Text(
        vi="Tài khoản đã đồng ý không phải tài khoản người bán.",
        en="The account that agreed is not a seller's.",
    ),
)
NO_SHOP = Problem(
    "no_shop",
    Text(
        vi="Tài khoản đã đồng ý không có gian hàng nào.",
        en="The account that agreed has no shop.",
    ),
)


def page(api_address: str, *, service_id: str, state: str) -> str:
    """Where a seller is sent back to is no part of it: Partner Center has that."""
    host = CONSENT if api_address == API else api_address
    asked = urlencode({"service_id": service_id, "state": state})
    return f"{host}/open/authorize?{asked}"


def tokens(told: JSON) -> Tokens:
    return Tokens(
        {
            "access_token": str(told["access_token"]),
            "refresh_token": str(told["refresh_token"]),
        },
        expires_at=moment(told["access_token_expire_in"]),
        renewable=True,
        renewable_until=moment(told["refresh_token_expire_in"]),
    )


def grant(told: JSON, shops: Sequence[JSON]) -> Grant:
    """Raises PlatformRefused for a yes that opens no shop."""
    if told.get("user_type", SELLER) != SELLER:
        raise PlatformRefused([NO_SELLER])
    if not shops:
        raise PlatformRefused([NO_SHOP])
    return Grant(tokens(told), tuple(map(account, shops)))


def account(shop: JSON) -> Account:
    cipher = {"shop_cipher": str(shop["cipher"])}
    return Account(str(shop["id"]), str(shop.get("name", "")), cipher)


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)
