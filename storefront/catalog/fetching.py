"""Pictures that are fetched from an address: what is wanted, as rows."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils.encoding import iri_to_uri

from storefront.catalog.models import MOST_URL, PictureSource, Product


@transaction.atomic
def want_pictures(*, product: Product, urls: Sequence[str]) -> None:
    """Have these pictures fetched, to stand in this order behind what there is.

    Only rows are written; a job finds them. Asking again for an address changes
    nothing, also after staff have deleted the picture that came from it.
    """
    known = set(product.picture_sources.values_list("url", flat=True))
    asked = dict.fromkeys(map(written, urls))
    new = [url for url in asked if url and url not in known]
    first = next_position(product) if new else 0
    PictureSource.objects.bulk_create(
        [
            PictureSource(product=product, url=url, position=position)
            for position, url in enumerate(new, start=first)
        ],
        ignore_conflicts=True,  # somebody else asks for the same at this moment
    )


def written(url: str) -> str:
    """One way to write an address. What is cut off makes it fail, and staff see it."""
    return iri_to_uri(url.strip().replace("\x00", ""))[:MOST_URL]


def next_position(product: Product) -> int:
    places = [
        rows.aggregate(last=Max("position"))["last"]
        for rows in (product.pictures.all(), product.picture_sources.all())
    ]
    return max((place + 1 for place in places if place is not None), default=0)
