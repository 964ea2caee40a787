"""Our own files: a line for each variant, the product's texts on its first line."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from storefront.catalog.models import SalePrice, Variant
from storefront.catalog.sale_prices import sale_of, usual_price
from storefront.exchange.formats.format import WritesProducts
from storefront.exchange.goods import Goods, plain
from storefront.exchange.pictures import alts_cell
from storefront.exchange.rows import Line, Record, Refused
from storefront.exchange.sales import written

#: In the order in which they are written.
COLUMNS = (
    "product",
    "sku",
    "title_vi",
    "title_en",
    "state",
    "brand",
    "category_vi",
    "category_en",
    "option_1_name",
    "option_1_vi",
    "option_1_en",
    "option_2_name",
    "option_2_vi",
    "option_2_en",
    "option_3_name",
    "option_3_vi",
    "option_3_en",
    "price",
    "compare_at_price",
    "sale_price",
    "sale_from",
    "sale_until",
    "stock_tracked",
    "stock",
    "gtin",
    "weight_g",
    "length_mm",
    "width_mm",
    "height_mm",
    "position",
    "archived",
    "description_vi",
    "description_en",
    "seo_title_vi",
    "seo_title_en",
    "seo_description_vi",
    "seo_description_en",
    "pictures",
    "picture_alts_vi",
    "picture_alts_en",
    "variant_picture",
)


class Ours(WritesProducts):
    name = "kieng"
    label = "Kiềng"
    marks = (frozenset({"product", "sku", "title_vi", "price"}),)
    columns = {name: name for name in COLUMNS}
    header = COLUMNS
    bare_products = True

    def read(self, line: Line) -> Record:
        fields = self.fields(line)
        product, sku = fields.pop("product", None), fields.get("sku")
        if product is None and sku is None:
            raise Refused(
                _("Say which product this is, or give a SKU."), line=line.number
            )
        if product is not None:
            fields["slug"] = product
        group = (product or sku).text  # type: ignore[union-attr] # one of them is there
        return Record(
            line.number, group, fields, sells=bool({"sku", "price"} & fields.keys())
        )

    def rows(self, goods: Goods) -> Iterator[dict[str, str]]:
        first = about_product(goods)
        if not goods.variants:
            yield first
        for variant in goods.variants:
            yield first | about_variant(goods, variant)
            first = {"product": goods.product.slug}


def about_product(goods: Goods) -> dict[str, str]:
    product = goods.product
    texts = {
        name: getattr(product, name) or "" for name in COLUMNS if hasattr(product, name)
    }
    axes = zip("123", (product.axis_1, product.axis_2, product.axis_3), strict=True)
    return texts | {
        "product": product.slug,
        "category_vi": goods.category[0],
        "category_en": goods.category[1],
        "pictures": "\n".join(goods.picture_urls),
        "picture_alts_vi": alts_cell(goods.pictures, "vi"),
        "picture_alts_en": alts_cell(goods.pictures, "en"),
        **{f"option_{place}_name": axis for place, axis in axes},
    }


def about_variant(goods: Goods, variant: Variant) -> dict[str, str]:
    texts = {
        name: shown(getattr(variant, name))
        for name in COLUMNS
        if hasattr(variant, name) and name not in {"product", "pictures", "stock"}
    }
    return texts | {
        "price": plain(usual_price(variant).amount),
        "compare_at_price": plain(usual_price(variant).before),
        **about_sale(sale_of(variant)),
        "weight_g": shown(variant.weight_grams),
        "stock": goods.on_hand(variant),
        "variant_picture": goods.own_picture(variant),
    }


def about_sale(sale: SalePrice | None) -> dict[str, str]:
    if sale is None:
        return {}
    return {
        "sale_price": plain(sale.amount),
        "sale_from": written(sale.starts_at),
        "sale_until": written(sale.ends_at) if sale.ends_at else "",
    }


def shown(value: object) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, bool) else str(value)
