"""What of our stock a channel is not offered, so that fewer things are sold twice."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from storefront.channels.caution import Buffer, LearnedBuffer, caution_of
from storefront.channels.models import Listing, Offer
from storefront.connections.models import Connection
from storefront.inventory.models import Stock


class Rule(NamedTuple):
    units: int
    percent: int

    def kept(self, available: int) -> int:
        """The larger of both, and never more than there is."""
        share = -(-available * self.percent // 100)
        return min(max(self.units, share), max(available, 0))


NOTHING = Rule(units=0, percent=0)


class Buffers:
    """The rule for each variant on a connection: its own, or the one for all, raised by
    what was learned of it.
    """

    def __init__(
        self, rule: Rule, own: Mapping[int, Rule], learned: Mapping[int, int]
    ) -> None:
        self.rule = rule
        self.own = own
        self.learned = learned

    def of(self, variant_id: int) -> Rule:
        if own := self.own.get(variant_id):
            return own
        learned = self.learned.get(variant_id, 0)
        if learned <= self.rule.units:
            return self.rule
        return self.rule._replace(units=learned)

    @property
    def keep_nothing(self) -> bool:
        return self.rule == NOTHING and not self.own and not self.learned

    def offered(self, available: Mapping[int, int]) -> Mapping[int, int]:
        if self.keep_nothing:
            return available
        return {pk: n - self.of(pk).kept(n) for pk, n in available.items()}


def buffers_of(connection: Connection, variants: Q) -> Buffers:
    caution = caution_of(connection)
    rows = Buffer.objects.filter(variants, connection=connection)
    own = rows.values_list("variant_id", "units", "percent")
    learned = LearnedBuffer.objects.filter(variants, connection=connection)
    return Buffers(
        Rule(caution.buffer_units, caution.buffer_percent),
        {pk: Rule(units, percent) for pk, units, percent in own},
        dict(learned.values_list("variant_id", "units")) if caution.learns else {},
    )


def offered_by_variant(
    connection: Connection, variant_ids: Iterable[int]
) -> Mapping[int, int]:
    """What can be sold there; a variant without stock is not in the answer."""
    ids = list(variant_ids)
    available = Stock.objects.available_by_variant(ids)
    return buffers_of(connection, Q(variant__in=ids)).offered(available)


def in_words(listing: Listing) -> list[str]:
    """What staff read of each offer: what there is, what is kept back, what is told."""
    offers = list(listing.offers.select_related("variant").order_by("pk"))
    ids = [offer.variant_id for offer in offers]
    available = Stock.objects.available_by_variant(ids)
    buffers = buffers_of(listing.connection, Q(variant__in=ids))
    reasons = reasons_learned(listing.connection, ids)
    return [
        one_in_words(offer, available.get(offer.variant_id, 0), buffers)
        + reasons.get(offer.variant_id, "")
        for offer in offers
    ]


def one_in_words(offer: Offer, number: int, buffers: Buffers) -> str:
    if not offer.variant.stock_tracked:
        return _("%(sku)s: not counted") % {"sku": offer.sku}
    kept = buffers.of(offer.variant_id).kept(number)
    text = _("%(sku)s: %(stock)s in stock, %(kept)s kept back, %(left)s offered")
    facts = {"sku": offer.sku, "stock": number, "kept": kept, "left": number - kept}
    return text % facts


def reasons_learned(connection: Connection, variant_ids: list[int]) -> dict[int, str]:
    caution = caution_of(connection)
    if not caution.learns or caution.order_delay is None:
        return {}
    minutes = -(-int(caution.order_delay.total_seconds()) // 60)
    text = _(" (%(sold)s sold in 14 days, orders known up to %(minutes)s minutes late)")
    rows = LearnedBuffer.objects.filter(connection=connection, variant__in=variant_ids)
    return {
        pk: text % {"sold": sold, "minutes": minutes}
        for pk, sold in rows.values_list("variant_id", "sold")
    }
