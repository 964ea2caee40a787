"""The shop as it is served; with RACE_WITHOUT_…, without what a race runs into."""

import os
from collections.abc import Sequence

from storefront.wsgi import application

__all__ = ["application"]


def take_away_the_guard() -> None:
    """Look first, act afterwards: what the conditional update is there against."""
    # After the application: models need the apps.
    from django.db.models import Q  # noqa: PLC0415

    from storefront.inventory import services  # noqa: PLC0415
    from storefront.inventory.models import Stock  # noqa: PLC0415

    def look(
        variant_ids: Sequence[int], *, online: bool = True, tracked: bool = False
    ) -> dict[int, list[Stock]]:
        rows = Stock.objects.filter(variant__in=variant_ids).select_related("location")
        places: dict[int, list[Stock]] = {pk: [] for pk in variant_ids}
        for stock in rows:
            if stock.available:
                places[stock.variant_id].append(stock)
        return places

    services.locked_places = look
    services.enough = lambda quantity: Q()


def take_away_the_locks() -> None:
    """Read the cart and the voucher as they are, and let nobody wait."""
    from storefront.checkout import services as checkout  # noqa: PLC0415
    from storefront.orders import services as orders  # noqa: PLC0415
    from storefront.promotions import services as promotions  # noqa: PLC0415
    from storefront.promotions.models import Voucher  # noqa: PLC0415

    checkout.lock = lambda cart: cart
    orders.wait_for_turn = lambda *keys: None
    promotions.locked = lambda code: Voucher.objects.filter(code=code).first()


if os.environ.get("RACE_WITHOUT_GUARD"):
    take_away_the_guard()
if os.environ.get("RACE_WITHOUT_LOCKS"):
    take_away_the_locks()
