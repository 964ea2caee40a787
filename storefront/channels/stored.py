"""Read a listing back from the payloads that an attempt stored."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from storefront.contract import data

#: What is sent of one part, as JSON.
Payload = dict[str, Any]


def read_stored(
    value: data.Listing, payloads: Mapping[tuple[str, data.Part], Payload]
) -> data.Listing:
    """The listing in the words of its last attempt; keys and ids are today's."""
    content = payloads[value.key, data.Part.CONTENT]
    return replace(
        value,
        title=content["title"],
        description=content["description"],
        url=content["url"],
        brand=content["brand"],
        category=tuple(content["category"]),
        channel_category=content.get("channel_category", ""),
        attributes=tuple(data.Given(**one) for one in content.get("attributes", ())),
        pictures=tuple(data.Picture(**picture) for picture in content["pictures"]),
        offers=tuple(read_offer(offer, payloads) for offer in content["offers"]),
        removed=(),
    )


def stock_payload(offer: data.Offer) -> Payload:
    if not offer.stock_in:
        return {"stock": offer.stock}
    return {"stock": offer.stock, "stock_in": [asdict(one) for one in offer.stock_in]}


def read_offer(
    content: Payload, payloads: Mapping[tuple[str, data.Part], Payload]
) -> data.Offer:
    price = payloads[content["key"], data.Part.PRICE]
    stock = payloads[content["key"], data.Part.STOCK]
    before, picture = price["compare_at"], content["picture"]
    return data.Offer(
        key=content["key"],
        sku=content["sku"],
        price=data.Money(**price["price"]),
        stock=stock["stock"],
        compare_at=data.Money(**before) if before else None,
        options=tuple(data.Option(**option) for option in content["options"]),
        gtin=content["gtin"],
        weight_grams=content["weight_grams"],
        picture=data.Picture(**picture) if picture else None,
        stock_in=tuple(data.StockIn(**one) for one in stock.get("stock_in", ())),
    )
