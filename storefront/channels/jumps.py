"""A price that jumps waits for staff; meanwhile the last one let out is sent.

What was let out last stands with its part, as what the last call carried.
"""

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from storefront.catalog.models import Variant
from storefront.catalog.price import Price, present
from storefront.catalog.sale_prices import sale_of
from storefront.channels.caution import HeldPrice, caution_of
from storefront.channels.models import Listing, Offer, Part
from storefront.channels.planner import raise_wanted
from storefront.channels.signals import prices_approved
from storefront.channels.stored import Payload
from storefront.connections.models import Connection
from storefront.contract import data


def prices_let_out(connection: Connection, listing_ids: Iterable[int]) -> "Prices":
    """What the channel may be told of the prices in these listings."""
    ids = list(listing_ids)
    parts = Part.objects.filter(listing__in=ids, name=data.Part.PRICE)
    never_there = {"confirmed": 0, "refused__gte": F("attempted")}
    said_yes = HeldPrice.objects.filter(offer__listing__in=ids)
    return Prices(
        percent=caution_of(connection).price_jump,
        last=dict(
            parts.exclude(**never_there).values_list("offer_id", "attempt_payload")
        ),
        approved=dict(
            said_yes.exclude(approved_at=None).values_list("offer_id", "asked")
        ),
    )


class Prices:
    """Staff said yes to a jump by a click, or when they entered a sale price. What the
    platform shows as the price before may come back.
    """

    def __init__(
        self,
        *,
        percent: int,
        last: Mapping[int, Payload | None],
        approved: Mapping[int, int],
    ) -> None:
        self.percent = percent
        self.last = last
        self.approved = approved

    def of(self, offer: Offer) -> Price:
        """Read with `variant__sale`."""
        wanted, sale = present(offer.variant), sale_price(offer.variant)
        return self.told(offer.pk, wanted, sale=sale)

    def told(self, offer_id: int, wanted: Price, *, sale: int | None) -> Price:
        payload = self.last.get(offer_id)
        if not payload:
            return wanted
        last = read_price(payload)
        agreed = {self.approved.get(offer_id), sale, last.before}
        held = self.jumps(wanted, last) and wanted.amount not in agreed
        return last if held else wanted

    def jumps(self, wanted: Price, last: Price) -> bool:
        by = abs(wanted.amount - last.amount) * 100
        return bool(self.percent) and by > self.percent * last.amount


def read_price(payload: Payload) -> Price:
    before = payload["compare_at"]
    return Price(payload["price"]["amount"], before["amount"] if before else None)


def sale_price(variant: Variant) -> int | None:
    sale = sale_of(variant)
    return sale.amount if sale and sale.running else None


@transaction.atomic
def note_held(
    connection: Connection, pairs: Sequence[tuple[Listing, data.Listing]]
) -> None:
    """Keep one row for each price that waits, as it is now, and for no other."""
    sent = {
        offer.key: offer.price.amount for _, value in pairs for offer in value.offers
    }
    offers = {
        offer.pk: offer
        for row, _ in pairs
        for offer in row.offers.all()
        if offer.key in sent
    }
    held = {
        pk for pk, offer in offers.items() if sent[offer.key] != offer.variant.price
    }
    over = [
        row.pk
        for row in HeldPrice.objects.filter(offer__in=list(offers))
        if row.asked != offers[row.offer_id].variant.price
        or not (row.offer_id in held or row.approved_at)
    ]
    HeldPrice.objects.filter(pk__in=over).delete()
    HeldPrice.objects.bulk_create(
        (
            HeldPrice(
                connection=connection,
                offer_id=pk,
                asked=offers[pk].variant.price,
                told=sent[offers[pk].key],
            )
            for pk in sorted(held)
        ),
        ignore_conflicts=True,
    )


@transaction.atomic
def approve(connection: Connection, seen: Mapping[int, int]) -> int:
    """Let prices out that staff have seen, by offer; return how many. One that is
    another by now goes on waiting.
    """
    rows = HeldPrice.objects.waiting().filter(connection=connection, offer__in=seen)
    yes = [row for row in locked(rows) if row.asked == seen[row.offer_id]]
    HeldPrice.objects.filter(pk__in=[row.pk for row in yes]).update(
        approved_at=timezone.now()
    )
    offers = [row.offer_id for row in yes]
    raise_wanted(Part.objects.filter(offer__in=offers, name=data.Part.PRICE))
    prices_approved.send(HeldPrice, connection=connection)
    return len(yes)


def locked(rows: QuerySet[HeldPrice]) -> list[HeldPrice]:
    return list(rows.order_by("pk").select_for_update(of=("self",)))
