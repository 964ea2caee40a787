"""Two catalogues side by side, so that a test can say what differs."""

from storefront.catalog.models import Product, SalePrice, Variant
from storefront.exchange.goods import category_paths
from storefront.inventory.models import Location, Stock

#: Made by the shop itself, or a row's place in a table.
NOT_COMPARED = {"id", "created_at", "updated_at", "product", "category", "file"} | {
    "variant"
}
#: Columns that only show one of the languages.
SHOWN = {
    *("title", "description", "seo_title", "seo_description"),
    *("option_1", "option_2", "option_3"),
}
Facts = dict[str, object]


def catalogue() -> dict[str, Facts]:
    """What the shop holds, by names that a second shop would share."""
    paths = category_paths()
    found: dict[str, Facts] = {}
    for product in Product.objects.all():
        vietnamese, english = paths[product.category_id]
        found[f"product {product.slug}"] = facts(product) | {
            "category_vi": vietnamese,
            "category_en": english,
        }
    first = Stock.objects.filter(location=Location.objects.first())
    stock = dict(first.values_list("variant", "on_hand"))
    for variant in Variant.objects.select_related("product"):
        found[f"variant {variant.sku}"] = facts(variant) | {
            "product": variant.product.slug,
            "stock": max(stock.get(variant.pk, 0), 0),
            "sale": sale_of(variant),
        }
    return found | pictures()


def sale_of(variant: Variant) -> Facts:
    sale = SalePrice.objects.filter(variant=variant).first()
    return facts(sale) if sale else {}


def pictures() -> dict[str, Facts]:
    """By the place where they stand, with what is in their files."""
    found: dict[str, Facts] = {}
    for product in Product.objects.all():
        for place, picture in enumerate(product.pictures.all()):
            found[f"picture {product.slug} {place}"] = {
                "file": str(picture.file.name),
                "alt_vi": picture.alt_vi or "",
                "alt_en": picture.alt_en or "",
                "variant": picture.variant.sku if picture.variant else "",
            }
    return found


def facts(row: Product | Variant | SalePrice) -> Facts:
    names = [field.name for field in row._meta.concrete_fields]
    return {
        name: value if (value := getattr(row, name)) is not None else ""
        for name in names
        if name not in NOT_COMPARED | SHOWN
    }


def differences(
    before: dict[str, Facts], after: dict[str, Facts], *, only: set[str] | None = None
) -> list[str]:
    """`what: field: before → after`, or that it is missing or new."""
    told = [f"{name}: missing" for name in before.keys() - after.keys()]
    told += [f"{name}: new" for name in after.keys() - before.keys()]
    for name in before.keys() & after.keys():
        told += [
            f"{name}: {field}: {value!r} → {after[name].get(field)!r}"
            for field, value in before[name].items()
            if (only is None or field in only) and after[name].get(field) != value
        ]
    return sorted(told)
