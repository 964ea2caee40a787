"""What channels call our variants: an adopted or renamed one keeps its name there."""

from collections.abc import Collection

from storefront.channels.models import Offer


def variants_offered_as(names: Collection[str]) -> dict[str, int]:
    """A name that means two things on two channels means neither."""
    rows = Offer.objects.filter(sku__in=names).values_list("sku", "variant")
    meant: dict[str, set[int]] = {}
    for sku, variant_id in rows:
        meant.setdefault(sku, set()).add(variant_id)
    return {sku: min(ids) for sku, ids in meant.items() if len(ids) == 1}
