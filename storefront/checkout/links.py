"""Reading checkout links: `products=SKU:2,SKU:1&coupon=CODE&cart_origin=instagram`.

The form is that of Meta's shops, and serves TikTok, Google, Zalo, messages and QR codes
as well. What cannot be read is left out and said, never a reason to show nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from storefront.cart.filling import Wanted
from storefront.cart.services import MOST_LINES, MOST_OF_ONE
from storefront.catalog.text import clean

#: Longer than any link that a person or a platform makes.
LONGEST = 8_000
OURS = {"products", "products_json", "coupon"}


@dataclass(frozen=True, slots=True)
class Link:
    """`unread` are entries that name no thing; `tracking` is to survive redirects."""

    wanted: Sequence[Wanted]
    unread: Sequence[str]
    coupon: str
    origin: str
    tracking: Mapping[str, str]


def read_link(asked: Mapping[str, str]) -> Link:
    wanted, unread = read_products(asked.get("products", ""))
    return Link(
        wanted=wanted,
        unread=unread,
        coupon=word(asked.get("coupon", ""), 30),
        origin=word(asked.get("cart_origin", ""), 40),
        tracking={name: asked[name] for name in asked if name not in OURS},
    )


def read_products(text: str) -> tuple[list[Wanted], list[str]]:
    """Some senders encode twice: then the colons are still hidden after one time."""
    text = text[:LONGEST]
    if ":" not in text and "%" in text:
        text = unquote(text)
    wanted, unread = [], []
    for entry in text.split(",")[: 4 * MOST_LINES]:
        if not entry.strip():
            continue
        thing = read_entry(entry.strip())
        if thing:
            wanted.append(thing)
        else:
            unread.append(entry.strip()[:64])
    return wanted, unread


def read_entry(entry: str) -> Wanted | None:
    """The last colon counts, since a SKU may hold one; none at all means one thing."""
    sku, colon, number = entry.rpartition(":")
    if not colon:
        sku, number = entry, "1"
    if not sku or len(sku) > 64 or not clean(sku) or not sku.isprintable():
        return None
    if not (number.isascii() and number.isdigit()) or not int(number[:9]):
        return None
    return Wanted(sku, min(int(number[:9]), 10 * MOST_OF_ONE))


def word(text: str, longest: int) -> str:
    """One word that a column can hold, or nothing."""
    text = text.strip()
    return text if clean(text) and text.isprintable() and len(text) <= longest else ""
