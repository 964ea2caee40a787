"""What a channel has sold is a fact: it is booked, be the goods there or not."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from storefront.catalog.models import Variant
from storefront.inventory.models import Location, Movement, Reservation, Stock
from storefront.inventory.services import change, lock_places, lock_stock, record


@transaction.atomic
def book(
    *,
    variant_id: int,
    reference: str,
    sold: int,
    set_aside: int = 0,
    locations: Collection[int] = (),
) -> int:
    """Let the reference have taken so many and set aside so many, whatever it had.

    Only the difference moves, so booking the same again changes nothing. Returns how
    many of the units that this call took are not there.
    """
    if not Variant.objects.get(pk=variant_id).stock_tracked:
        return 0
    stock = place_of(variant_id, reference, units=sold + set_aside, locations=locations)
    if stock is None:
        return 0
    more = sold - taken_by(stock, reference)
    if more:
        change(stock, Q(), on_hand=-more)
        record(stock, -more, Movement.Reason.CHANNEL, reference)
    more += set_aside - reserve_exactly(stock, reference, set_aside)
    stock.refresh_from_db(fields=["on_hand", "reserved"])
    missing = stock.reserved - stock.on_hand
    return min(max(missing, 0), max(more, 0))


def place_of(
    variant_id: int, reference: str, *, units: int, locations: Collection[int] = ()
) -> Stock | None:
    """Where it was taken from before; else where there is enough; else the first. The
    `locations` that the channel means come before all others.

    The rows are locked: until the end of the transaction nobody else books here. A
    variant that nobody has counted yet gets its row in the first place of all.
    """
    places = lock_places(variant_id, online=False)
    if earlier := [stock for stock in places if has_taken(stock, reference)]:
        return earlier[0]
    places.sort(key=lambda stock: stock.location_id not in locations)
    online = [stock for stock in places if stock.location.sells_online]
    if enough := [s for s in online if s.on_hand - s.reserved >= units]:
        return enough[0]
    if online or places:
        return (online or places)[0]
    first = Location.objects.first()
    return lock_stock(variant_id, first.pk) if first else None


def has_taken(stock: Stock, reference: str) -> bool:
    sales = stock.movements.filter(reason=Movement.Reason.CHANNEL, reference=reference)
    return sales.exists() or stock.reservations.filter(reference=reference).exists()


def taken_by(stock: Stock, reference: str) -> int:
    sales = stock.movements.filter(reason=Movement.Reason.CHANNEL, reference=reference)
    return -(sales.aggregate(units=Sum("quantity"))["units"] or 0)


def reserve_exactly(stock: Stock, reference: str, units: int) -> int:
    """Replace what the reference has set aside here; return how many it had."""
    held = Reservation.objects.open().filter(stock=stock, reference=reference).first()
    before = held.quantity if held else 0
    if before == units:
        return before
    if held:
        Reservation.objects.filter(pk=held.pk).update(ended_at=timezone.now())
    if units:
        stock.reservations.create(quantity=units, reference=reference)
    change(stock, Q(), reserved=units - before)
    return before
