"""What it costs to bring goods to a province. Prices are computed here alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from storefront.delivery.models import DeliveryMethod, DeliveryZone
from storefront.shop.compiled import Compiled

active_methods = Compiled(lambda: DeliveryMethod.objects.filter(active=True))


@dataclass(frozen=True, slots=True)
class DeliveryOption:
    """`method` is 0 where no methods are set up. `free_over` tells what is missing."""

    method: int
    name: str
    fee: int
    free_over: int | None = None


def delivery_options(*, province: str, goods: int) -> Sequence[DeliveryOption]:
    """The ways to bring goods of this worth to the province, in the staff's order.

    Before a province is known, only what goes everywhere is offered. Where nothing is
    set up, the flat fee of the settings counts for all.
    """
    methods = active_methods()
    prefetch_related_objects(methods, "zones")
    options = [option_of(method, province, goods) for method in methods]
    if not options:
        return [DeliveryOption(0, _("Delivery"), settings.DELIVERY_FEE)]
    return [option for option in options if option]


def option_of(
    method: DeliveryMethod, province: str, goods: int
) -> DeliveryOption | None:
    zone = zone_of(list(method.zones.all()), province)
    if zone is None:
        return None
    fee = zone.fee_for(goods)
    return DeliveryOption(method.pk, method.name, fee, zone.free_over if fee else None)


def zone_of(zones: Sequence[DeliveryZone], province: str) -> DeliveryZone | None:
    """The first that names the province, else the one for everywhere else."""
    elsewhere = next((zone for zone in zones if not zone.provinces), None)
    named = (zone for zone in zones if province in zone.provinces.split())
    return next(named, elsewhere)
