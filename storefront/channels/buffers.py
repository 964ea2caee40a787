"""What of our stock a channel is not offered, so that fewer things are sold twice."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _

from storefront.channels.caution import Buffer, caution_of
from storefront.channels.models import Listing
from storefront.connections.models import Connection
from storefront.inventory.models import Stock


class Rule(NamedTuple):
    units: int
    percent: int

    def kept(self, available: int) -> int:
        """The larger of both, and never more than there is."""
        share = -(-available * self.percent // 100)
        return min(max(self.units, share), max(available, 0))


class Buffers:
    """The rule for each variant on a connection: its own, or the one for all."""

    def __init__(self, rule: Rule, own: Mapping[int, Rule]) -> None:
        self.rule = rule
        self.own = own

    def of(self, variant_id: int) -> Rule:
        return self.own.get(variant_id, self.rule)

    def offered(self, available: Mapping[int, int]) -> dict[int, int]:
        return {pk: n - self.of(pk).kept(n) for pk, n in available.items()}


def buffers_of(connection: Connection, variant_ids: Iterable[int]) -> Buffers:
    caution = caution_of(connection)
    rows = Buffer.objects.filter(connection=connection, variant__in=list(variant_ids))
    own = rows.values_list("variant_id", "units", "percent")
    return Buffers(
        Rule(caution.buffer_units, caution.buffer_percent),
        {pk: Rule(units, percent) for pk, units, percent in own},
    )


def offered_by_variant(
    connection: Connection, variant_ids: Iterable[int]
) -> dict[int, int]:
    """What can be sold there; a variant without stock is not in the answer."""
    ids = list(variant_ids)
    available = Stock.objects.available_by_variant(ids)
    return buffers_of(connection, ids).offered(available)


def in_words(listing: Listing) -> list[str]:
    """What staff read of each offer: what there is, what is kept back, what is told."""
    offers = list(listing.offers.select_related("variant").order_by("pk"))
    ids = [offer.variant_id for offer in offers]
    available = Stock.objects.available_by_variant(ids)
    buffers = buffers_of(listing.connection, ids)
    told = []
    for offer in offers:
        number = available.get(offer.variant_id, 0)
        kept = buffers.of(offer.variant_id).kept(number)
        facts = {"sku": offer.sku, "stock": number, "kept": kept}
        if not offer.variant.stock_tracked:
            told.append(_("%(sku)s: not counted") % facts)
            continue
        text = _("%(sku)s: %(stock)s in stock, %(kept)s kept back, %(left)s offered")
        told.append(text % (facts | {"left": number - kept}))
    return told
