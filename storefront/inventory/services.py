"""Every change of stock. Each sends `stock_changed` inside its own transaction."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import BigIntegerField, CharField, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from storefront.catalog.models import Variant
from storefront.inventory.models import (
    MOST_UNITS,
    Availability,
    Location,
    Movement,
    Reservation,
    Stock,
    StockQuerySet,
)
from storefront.inventory.signals import stock_changed
from storefront.shop.compiled import Compiled


class OutOfStock(Exception):
    """No place has that many left. `left` is what one order could still get."""

    def __init__(self, *, sku: str, wanted: int, left: int) -> None:
        super().__init__(f"{sku}: {wanted} wanted, {left} left")
        self.sku, self.wanted, self.left = sku, wanted, left


class StockMoved(Exception):
    """The stock is no longer what the person who counted had before their eyes."""

    def __init__(self, *, sku: str, seen: int, now: int) -> None:
        super().__init__(f"{sku}: {seen} seen, {now} now")
        self.sku, self.seen, self.now = sku, seen, now


@transaction.atomic
def take(*, variant_id: int, quantity: int, reference: str) -> None:
    """Take the units of a sale from one place, or change nothing and raise OutOfStock.

    A reference sells a variant once, however often it is asked.
    """
    take_all(units={variant_id: quantity}, reference=reference)


def take_all(*, units: Mapping[int, int], reference: str) -> None:
    """Take so many of each variant; else as `take`.

    In the caller's transaction, which whoever raises OutOfStock must undo.
    """
    for quantity in units.values():
        check_quantity(quantity)
    places = locked_places(sorted(units), tracked=True)
    sold = sold_before(units, reference)
    wanted = {pk: units[pk] for pk in places if pk not in sold}
    found = [take_from(places[pk], wanted[pk], pk) for pk in wanted]
    taken = [stock for stock in found if stock]
    Movement.objects.bulk_create(
        Movement(
            stock=stock,
            quantity=-wanted[stock.variant_id],
            reason=Movement.Reason.SALE,
            reference=reference,
        )
        for stock in taken
    )
    if taken:
        moved = [stock.variant_id for stock in taken]
        looks = [looks_else(places[pk], -wanted[pk]) for pk in moved]
        stock_changed.send(sender=Stock, variant_ids=moved, shown=any(looks))


def take_from(places: Sequence[Stock], quantity: int, variant_id: int) -> Stock | None:
    """The place that gave them: the first in selling order that has enough.

    Nothing: nobody counts this variant.
    """
    for stock in places:
        if move(stock, enough(quantity), on_hand=-quantity):
            return stock
    variant = Variant.objects.get(pk=variant_id)
    if not variant.stock_tracked:
        return None
    raise out_of_stock(variant, quantity, places)


def looks_else(places: Sequence[Stock], more: int) -> bool:
    """Do pages tell something else of the variant, with so many more of it?"""
    before = sum(stock.available for stock in places)
    return Availability.of(before) != Availability.of(before + more)


@transaction.atomic
def put_back(*, variant_id: int, reference: str) -> None:
    """Return what the reference took to where it was taken from, once."""
    sale = find_movement(variant_id, Movement.Reason.SALE, reference)
    if sale is None:
        return
    stock = Stock.objects.select_for_update(of=("self",), no_key=True).get(
        pk=sale.stock_id
    )
    if find_movement(variant_id, Movement.Reason.CANCEL, reference):
        return
    change(stock, Q(), on_hand=-sale.quantity)
    record(stock, -sale.quantity, Movement.Reason.CANCEL, reference)


@transaction.atomic
def receive(
    *,
    variant_id: int,
    location_id: int,
    quantity: int,
    reference: str = "",
    made_by: AbstractUser | None = None,
) -> None:
    """Add goods that arrived. With a reference, the same arrival counts once."""
    check_quantity(quantity)
    stock = lock_stock(variant_id, location_id)
    if reference and stock.movements.filter(
        reason=Movement.Reason.RECEIPT, reference=reference
    ):
        return
    check_count(max(stock.on_hand + quantity, 0))
    change(stock, Q(), on_hand=quantity)
    record(stock, quantity, Movement.Reason.RECEIPT, reference, made_by)


@transaction.atomic
def count_stock(
    *,
    variant_id: int,
    location_id: int,
    on_hand: int,
    made_by: AbstractUser | None = None,
    seen: int | None = None,
) -> Stock:
    """Set what was counted. With `seen`, refuse if the stock has moved since then."""
    check_count(on_hand)
    stock = lock_stock(variant_id, location_id)
    if seen is not None and stock.on_hand != seen:
        raise StockMoved(sku=stock.variant.sku, seen=seen, now=stock.on_hand)
    difference = on_hand - stock.on_hand
    if difference:
        change(stock, Q(), on_hand=difference)
        record(stock, difference, Movement.Reason.COUNT, "", made_by)
    return stock


@transaction.atomic
def count_all(
    *,
    counts: Mapping[tuple[int, int], tuple[int, int]],
    made_by: AbstractUser | None = None,
) -> dict[tuple[int, int], StockMoved]:
    """Set many counts, `{(variant_id, location_id): (seen, counted)}`.

    Returns the places that moved meanwhile; those stay as they are.
    """
    moved = {}
    for (variant_id, location_id), (seen, counted) in sorted(counts.items()):
        try:
            count_stock(
                variant_id=variant_id,
                location_id=location_id,
                on_hand=counted,
                seen=seen,
                made_by=made_by,
            )
        except StockMoved as error:
            moved[variant_id, location_id] = error
    return moved


@transaction.atomic
def reserve(
    *,
    variant_id: int,
    quantity: int,
    reference: str,
    expires_at: datetime | None = None,
) -> None:
    """Set units aside at one place, or change nothing and raise OutOfStock.

    While a reference's reservation is open, reserving again changes nothing.
    """
    check_quantity(quantity)
    variant = Variant.objects.get(pk=variant_id)
    if not variant.stock_tracked:
        return
    places = lock_places(variant_id)
    if Reservation.objects.open().filter(
        stock__variant=variant_id, reference=reference
    ):
        return
    for stock in places:
        if change(stock, enough(quantity), reserved=quantity):
            stock.reservations.create(
                quantity=quantity, reference=reference, expires_at=expires_at
            )
            return
    raise out_of_stock(variant, quantity, places)


@transaction.atomic
def release(*, variant_id: int, reference: str) -> None:
    """Give back what the reference has set aside, once."""
    lock_places(variant_id, online=False)
    for reservation in Reservation.objects.open().filter(
        stock__variant=variant_id, reference=reference
    ):
        Reservation.objects.filter(pk=reservation.pk).update(ended_at=timezone.now())
        change(reservation.stock, Q(), reserved=-reservation.quantity)


@transaction.atomic
def sell_reserved(*, variant_id: int, reference: str) -> bool:
    """Turn what the reference has set aside into a sale; return whether there was any.

    Like any sale it happens once, however often it is asked.
    """
    lock_places(variant_id, online=False)
    open_ones = Reservation.objects.open().filter(
        stock__variant=variant_id, reference=reference
    )
    for reservation in open_ones.select_related("stock"):
        units = reservation.quantity
        Reservation.objects.filter(pk=reservation.pk).update(ended_at=timezone.now())
        change(reservation.stock, Q(), on_hand=-units, reserved=-units)
        record(reservation.stock, -units, Movement.Reason.SALE, reference)
        return True
    return False


def enough(quantity: int) -> Q:
    """Hold for a row that can give this many. This is what no race gets past."""
    return Q(on_hand__gte=F("reserved") + quantity)


def change(stock: Stock, condition: Q, *, on_hand: int = 0, reserved: int = 0) -> bool:
    """Move the numbers of one row, and tell of it."""
    changed = move(stock, condition, on_hand=on_hand, reserved=reserved)
    if changed:
        stock_changed.send(sender=Stock, variant_ids=[stock.variant_id])
    return changed


def move(stock: Stock, condition: Q, *, on_hand: int = 0, reserved: int = 0) -> bool:
    """Move the numbers of one row if the condition holds at that very moment."""
    changed = Stock.objects.filter(condition, pk=stock.pk).update(
        on_hand=F("on_hand") + on_hand, reserved=F("reserved") + reserved
    )
    return bool(changed)


def record(
    stock: Stock,
    quantity: int,
    reason: Movement.Reason,
    reference: str,
    made_by: AbstractUser | None = None,
) -> None:
    stock.movements.create(
        quantity=quantity,
        reason=reason,
        reference=reference,
        made_by_id=made_by.pk if made_by else None,
    )


def lock_places(variant_id: int, *, online: bool = True) -> list[Stock]:
    """Lock the variant's rows in the one lock order; return them in selling order."""
    return locked_places([variant_id], online=online)[variant_id]


def locked_places(
    variant_ids: Sequence[int], *, online: bool = True, tracked: bool = False
) -> dict[int, list[Stock]]:
    """As `lock_places`, of each; with `tracked`, only where stock is counted."""
    places: dict[int, list[Stock]] = {pk: [] for pk in variant_ids}
    for stock in rows_to_lock(online=online, tracked=tracked)(*variant_ids):
        places[stock.variant_id].append(stock)
    for found in places.values():
        found.sort(key=lambda stock: stock.location.rank)
    return places


@cache
def rows_to_lock(*, online: bool, tracked: bool) -> Compiled[Stock]:
    def rows(*variant_ids: int) -> StockQuerySet:
        found = Stock.objects.filter(variant__in=variant_ids).select_related("location")
        if online:
            found = found.filter(location__sells_online=True)
        if tracked:
            found = found.filter(variant__stock_tracked=True)
        ordered = found.order_by("variant_id", "location_id")
        return ordered.select_for_update(of=("self",), no_key=True)

    return Compiled(rows, BigIntegerField())


def lock_stock(variant_id: int, location_id: int) -> Stock:
    variant = Variant.objects.get(pk=variant_id)
    location = Location.objects.get(pk=location_id)
    Stock.objects.get_or_create(variant=variant, location=location)
    return (
        Stock.objects.select_for_update(of=("self",), no_key=True)
        .select_related("variant")
        .get(variant=variant, location=location)
    )


def find_movement(
    variant_id: int, reason: Movement.Reason, reference: str
) -> Movement | None:
    return Movement.objects.filter(
        stock__variant=variant_id, reason=reason, reference=reference
    ).first()


def sold_before(variant_ids: Iterable[int], reference: str) -> set[int]:
    """The variants that the reference has sold already."""
    return {sale.stock.variant_id for sale in sales_of(reference, *variant_ids)}


sales_of = Compiled(
    lambda reference, *variant_ids: (
        Movement.objects.filter(reason=Movement.Reason.SALE, reference=reference)
        .filter(stock__variant__in=variant_ids)
        .select_related("stock")
    ),
    CharField(),
    BigIntegerField(),
)


def out_of_stock(variant: Variant, wanted: int, places: Sequence[Stock]) -> OutOfStock:
    left = max((stock.available for stock in places), default=0)
    return OutOfStock(sku=variant.sku, wanted=wanted, left=left)


def check_quantity(quantity: int) -> None:
    if not 1 <= quantity <= MOST_UNITS:
        raise ValidationError(
            _("The quantity must be between 1 and %(most)s."),
            code="quantity",
            params={"most": MOST_UNITS},
        )


def check_count(on_hand: int) -> None:
    if not 0 <= on_hand <= MOST_UNITS:
        raise ValidationError(
            _("The stock must be between 0 and %(most)s."),
            code="on_hand",
            params={"most": MOST_UNITS},
        )
