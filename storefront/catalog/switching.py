"""Sale prices begin and end by themselves, and as staff say."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from storefront.catalog.models import SalePrice, Variant
from storefront.catalog.price import Price, present
from storefront.catalog.sale_prices import check_sale
from storefront.catalog.services import PriceMoved, prices_saved, write_price
from storefront.contract import clock

CHUNK = 500


@transaction.atomic
def set_sale(
    *, variant_id: int, amount: int, starts_at: datetime, ends_at: datetime | None
) -> SalePrice:
    """Give the variant a sale price for a while, instead of the one it has.

    One whose time has come begins at once. Raises ValidationError and changes nothing.
    """
    variant = lock([variant_id])[0]
    was = present(variant)
    end(variant)
    sale = SalePrice(
        variant=variant, amount=amount, starts_at=starts_at, ends_at=ends_at
    )
    check_sale(variant=variant, sale=sale)
    sale.save()
    switch(variant, sale, clock.now())
    prices_saved([variant_id] if present(variant) != was else [])
    return sale


@transaction.atomic
def set_sales(
    *,
    amounts: Mapping[int, int],
    seen: Mapping[int, Price],
    starts_at: datetime,
    ends_at: datetime | None,
) -> None:
    """Give many variants a sale price for the same while, all or none.

    Raises PriceMoved if one no longer costs what was seen.
    """
    for variant in lock(sorted(amounts)):
        if seen[variant.pk] != present(variant):
            raise PriceMoved(variant)
        set_sale(
            variant_id=variant.pk,
            amount=amounts[variant.pk],
            starts_at=starts_at,
            ends_at=ends_at,
        )


@transaction.atomic
def drop_sale(*, variant_id: int) -> None:
    """Take the sale price away; the usual one holds again."""
    variant = lock([variant_id])[0]
    if end(variant):
        prices_saved([variant_id])


def switch_due() -> int:
    """Begin and end all whose time has come; return how many there were."""
    switched = 0
    while chunk := switch_chunk(clock.now()):
        switched += chunk
    return switched


@transaction.atomic
def switch_chunk(moment: datetime) -> int:
    """Found before the lock and judged under it: twice at once is as good as once."""
    due = SalePrice.objects.due(moment).order_by("variant_id")
    variants = lock(list(due.values_list("variant_id", flat=True)[:CHUNK]))
    sales = SalePrice.objects.in_bulk(
        [row.pk for row in variants], field_name="variant_id"
    )
    changed = [
        row.pk
        for row in variants
        if (sale := sales.get(row.pk)) and switch(row, sale, moment)
    ]
    prices_saved(changed)
    return len(variants)


def lock(variant_ids: list[int]) -> list[Variant]:
    """In key order, as every change of prices does."""
    variants = Variant.objects.filter(pk__in=variant_ids).order_by("pk")
    return list(variants.select_for_update(of=("self",), no_key=True))


def switch(variant: Variant, sale: SalePrice, moment: datetime) -> bool:
    """Bring the locked variant to the moment's price. True: it has another now."""
    price = sale.price_at(moment, present(variant))
    begins = not sale.running and moment >= sale.starts_at
    in_vain = begins and price == present(variant)  # it costs no more than that anyway
    if sale.over(moment) or in_vain:
        sale.delete()
    elif begins:
        sale.running, sale.before = True, variant.compare_at_price
        sale.save(update_fields=["running", "before"])
    return write_price(variant, price)


def end(variant: Variant) -> bool:
    """Put the usual price back into the locked variant, and forget the sale."""
    sale = SalePrice.objects.filter(variant=variant).first()
    if sale is None:
        return False
    sale.delete()
    return sale.running and write_price(variant, sale.usual(present(variant)))
