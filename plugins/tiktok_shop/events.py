"""What the platform knocks about, in our words."""

from dataclasses import replace
from typing import Final

import orjson

from plugins.tiktok_shop import orders
from storefront.contract.webhooks import Delivery, Event, Topic

#: They mean that a product is to be looked at again. Of an edit in Seller Center, of a
#: recategorisation and of a new product nothing is to be done at once.
ABOUT_LISTINGS: Final = {
    5: "PRODUCT_STATUS_CHANGE",
    37: "PRODUCT_AUDIT_STATUS_CHANGE",
}
ALL: Final = (*orders.WANTED.values(), *ABOUT_LISTINGS.values())


def read(delivery: Delivery) -> list[Event]:
    """Raises ValueError when it makes no sense."""
    found = orders.events(delivery)
    told = orjson.loads(delivery.body)
    kind = ABOUT_LISTINGS.get(int(told["type"]))
    if kind is None:
        return found
    product = str((told.get("data") or {}).get("product_id") or "")
    return [
        replace(event, topic=Topic.LISTING, kind=kind, external_id=product)
        for event in found
    ]
