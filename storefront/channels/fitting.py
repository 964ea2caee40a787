"""Which variants of a product sit in which of its listings on a connection."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from storefront.catalog.models import Product, Variant
from storefront.channels.models import Listing, Offer, Part
from storefront.connections.models import Connection
from storefront.contract import data


def fit_products(
    connection: Connection, products: Sequence[Product], *, max_variants: int
) -> list[Listing]:
    """Make the rows that are missing; return every listing of these products.

    The products must be locked, with variants and listings__offers prefetched: two
    planners would give one product two sets of listings.
    """
    fits = [Fit(connection, product, max_variants) for product in products]
    Listing.objects.bulk_create(row for fit in fits for row in fit.added_listings)
    Offer.objects.bulk_create(row for fit in fits for row in fit.added_offers)
    Part.objects.bulk_create(part for fit in fits for part in fit.added_parts())
    for fit in fits:
        fit.mark()
    return [slot.listing for fit in fits for slot in fit.slots]


@dataclass(frozen=True, slots=True)
class Slot:
    listing: Listing
    offers: list[Offer]


class Fit:
    """One product's listings on one connection, before and after.

    A variant is given a split once, the first with room. It never moves by itself:
    taking variants away rebalances nothing.
    """

    def __init__(
        self, connection: Connection, product: Product, max_variants: int
    ) -> None:
        self.connection = connection
        self.product = product
        self.max_variants = max_variants
        self.on_sale = {} if connection.closing else variants_on_sale(product)
        self.slots = [
            Slot(listing, list(listing.offers.all()))
            for listing in sorted(product.listings.all(), key=lambda row: row.split)
            if listing.connection_id == connection.pk
        ]
        self.added_listings: list[Listing] = []
        self.added_offers: list[Offer] = []
        known = {offer.variant_id for slot in self.slots for offer in slot.offers}
        for variant in self.on_sale.values():
            if variant.pk not in known:
                self.add(variant)

    def add(self, variant: Variant) -> None:
        with_room = (s for s in self.slots if len(s.offers) < self.max_variants)
        slot = next(with_room, None) or self.add_slot()
        offer = Offer(
            connection=self.connection,
            listing=slot.listing,
            variant=variant,
            sku=variant.sku,
        )
        slot.offers.append(offer)
        self.added_offers.append(offer)

    def add_slot(self) -> Slot:
        listing = Listing(
            connection=self.connection, product=self.product, split=len(self.slots)
        )
        self.added_listings.append(listing)
        self.slots.append(Slot(listing, []))
        return self.slots[-1]

    def added_parts(self) -> Iterator[Part]:
        for listing in self.added_listings:
            yield self.part(listing, None, data.Part.CONTENT)
        for offer in self.added_offers:
            yield self.part(offer.listing, offer, data.Part.PRICE)
            yield self.part(offer.listing, offer, data.Part.STOCK)

    def part(self, listing: Listing, offer: Offer | None, name: data.Part) -> Part:
        return Part(connection=self.connection, listing=listing, offer=offer, name=name)

    def mark(self) -> None:
        """Say of each row whether it is still wanted outside."""
        for slot in self.slots:
            for offer in slot.offers:
                set_field(offer, "removed", value=offer.variant_id not in self.on_sale)
            shown = any(offer.variant_id in self.on_sale for offer in slot.offers)
            set_field(slot.listing, "shown", value=shown)


def variants_on_sale(product: Product) -> dict[int, Variant]:
    if product.state != Product.State.ACTIVE:
        return {}
    return {v.pk: v for v in product.variants.all() if not v.archived}


def set_field(row: Listing | Offer, field: str, *, value: bool) -> None:
    if getattr(row, field) != value:
        setattr(row, field, value)
        row.save(update_fields=[field])
