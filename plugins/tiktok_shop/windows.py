"""Read all products, of which one question finds at most 10,000.

Whoever has more is asked about one span of time after another, by when a product was
made. A cursor is where the spans that are left meet, and how far the first was read.
"""

from plugins.tiktok_shop import reading
from plugins.tiktok_shop.client import listed
from plugins.tiktok_shop.product_client import ProductClient
from storefront.contract import clock
from storefront.contract.data import Page, RemoteListing

MOST_FOUND = 10_000
#: No shop is older: 2015-01-01.
FIRST = 1_420_070_400
DAY = 86_400


def page(client: ProductClient, cursor: str) -> Page[RemoteListing]:
    moments, token = opened(cursor)
    since, until, *later = moments
    asked = {"create_time_ge": since, "create_time_le": until - 1}
    told = client.search(asked, token)
    too_many = not token and int(told.get("total_count", 0)) > MOST_FOUND
    if too_many and until - since > 1:
        return Page((), closed([since, (since + until) // 2, until, *later]))
    following = str(told.get("next_page_token") or "")
    left = moments if following else [until, *later]
    found = tuple(reading.listings(listed(told, "products")))
    return Page(found, closed(left, following) if len(left) > 1 else "")


def opened(cursor: str) -> tuple[list[int], str]:
    """A span goes from one moment up to the next, which is the following one's."""
    if not cursor:
        return [FIRST, int(clock.now().timestamp()) + DAY], ""
    told, _, token = cursor.partition(" ")
    return list(map(int, told.split(","))), token


def closed(moments: list[int], token: str = "") -> str:
    return f"{','.join(map(str, moments))} {token}".strip()
