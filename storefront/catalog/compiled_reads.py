"""What every purchase reads of the catalogue."""

from collections.abc import Iterable

from django.db.models import BigIntegerField, QuerySet

from storefront.catalog.models import Picture, Product, Variant
from storefront.catalog.picture_models import first_pictures
from storefront.shop.compiled import Compiled


def on_sale_among(*variant_ids: int) -> QuerySet[Variant]:
    on_sale: QuerySet[Variant] = Variant.objects.on_sale()
    among = on_sale.filter(pk__in=variant_ids).select_related("product", "sale")
    return among.order_by("pk")


def covers_among(*product_ids: int) -> QuerySet[Picture]:
    return first_pictures().filter(product__in=product_ids).order_by("pk")


#: Those of these variants that are on sale, with their products and sales.
variants_on_sale = Compiled(on_sale_among, BigIntegerField())
first_pictures_of = Compiled(covers_among, BigIntegerField())


def read_covers(products: Iterable[Product]) -> None:
    """Give them their first pictures in one query, as `with_covers` does."""
    by_id: dict[int, list[Product]] = {}
    for product in products:
        by_id.setdefault(product.pk, []).append(product)
    pictures = first_pictures_of(*by_id) if by_id else []
    covers = {picture.product_id: [picture] for picture in pictures}
    for pk, same in by_id.items():
        for product in same:
            product.__dict__["covers"] = covers.get(pk, [])
