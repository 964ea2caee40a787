"""What a catalogue holds, in our words. Pure functions."""

import re
from collections.abc import Mapping

from babel.numbers import get_currency_precision

from plugins.facebook.mapping import JSON, objects
from storefront.contract.data import Money, Page, RemoteListing, RemoteOffer

#: Graph's names, which are not those that items_batch takes (ProductItem reference).
FIELDS = (
    "id,retailer_id,name,description,brand,gtin,url,image_url,price,sale_price,currency,"
    "availability,quantity_to_sell_on_facebook,color,size,material,pattern,"
    "product_group{id,retailer_id}"
)
OPTIONS = ("color", "size", "material", "pattern")
SOLD_OUT = "out of stock"


def page(answer: JSON) -> Page[RemoteListing]:
    paging = part(answer, "paging")
    more = "next" in paging
    cursor = text(part(paging, "cursors"), "after") if more else ""
    items = objects(answer.get("data"))
    return Page(tuple(map(remote_listing, items)), cursor)


def remote_listing(item: JSON) -> RemoteListing:
    """An item alone; its group says which others it stands with."""
    return RemoteListing(
        external_id=text(part(item, "product_group"), "id") or text(item, "id"),
        offers=(remote_offer(item),),
        title=text(item, "name"),
        description=text(item, "description"),
        brand=text(item, "brand"),
        url=text(item, "url"),
        pictures=tuple(filter(None, [text(item, "image_url")])),
    )


def remote_offer(item: JSON) -> RemoteOffer:
    price, sale = money(item, "price"), money(item, "sale_price")
    return RemoteOffer(
        sku=text(item, "retailer_id"),
        external_id=text(item, "id"),
        gtin=text(item, "gtin"),
        options=tuple(filter(None, (text(item, name) for name in OPTIONS))),
        price=sale or price,
        compare_at=price if sale else None,
        stock=stock(item),
    )


def stock(item: JSON) -> int | None:
    if text(item, "availability") == SOLD_OUT:
        return 0
    quantity = text(item, "quantity_to_sell_on_facebook")
    return int(quantity) if quantity.isdigit() else None


def money(item: JSON, name: str) -> Money | None:
    """Prices are told as people read them: ₫120,000 or $1,234.50."""
    told, currency = text(item, name), text(item, "currency")
    digits = re.sub(r"\D", "", told)
    if not digits or not currency:
        return None
    places = get_currency_precision(currency)
    cents = places and re.search(rf"[.,]\d{{{places}}}\D*$", told)
    return Money(int(digits) * (1 if cents else 10**places), currency)


def part(value: JSON, name: str) -> JSON:
    found = value.get(name)
    return found if isinstance(found, Mapping) else {}


def text(value: JSON, name: str) -> str:
    found = value.get(name)
    return "" if found is None else str(found)
