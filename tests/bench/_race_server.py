"""The shop as it is served; with RACE_WITHOUT_GUARD, stock is checked, then taken."""

import os

from storefront.wsgi import application

__all__ = ["application"]


def take_away_the_guard() -> None:
    """Look first, act afterwards: what the conditional update is there against."""
    # After the application: models need the apps.
    from django.db.models import Q  # noqa: PLC0415

    from storefront.inventory import services  # noqa: PLC0415
    from storefront.inventory.models import Stock  # noqa: PLC0415

    def look(variant_id: int, *, online: bool = True) -> list[Stock]:
        rows = Stock.objects.filter(variant=variant_id).select_related("location")
        return [stock for stock in rows if stock.available]

    services.lock_places = look
    services.enough = lambda quantity: Q()


if os.environ.get("RACE_WITHOUT_GUARD"):
    take_away_the_guard()
