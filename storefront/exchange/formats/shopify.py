"""Shopify's product CSV: as its export writes it, and as its template of 2025 does.

https://help.shopify.com/en/manual/products/import-export/using-csv
"""

from collections.abc import Iterator
from itertools import zip_longest

from django.utils.translation import gettext as _

from storefront.catalog.fetching import address_of
from storefront.catalog.models import Axis, Picture, Product, Variant
from storefront.exchange.formats.format import ONLY, WritesProducts, drop_only_option
from storefront.exchange.goods import Goods, plain
from storefront.exchange.rows import Cell, Line, Record, Refused

#: The older names first, then those of the template.
COLUMNS = {
    "handle": "slug",
    "url handle": "slug",
    "title": "title_vi",
    "body (html)": "description_vi",
    "description": "description_vi",
    "vendor": "brand",
    "type": "category_vi",
    "status": "state",
    "option1 name": "option_1_name",
    "option1 value": "option_1_vi",
    "option2 name": "option_2_name",
    "option2 value": "option_2_vi",
    "option3 name": "option_3_name",
    "option3 value": "option_3_vi",
    "variant sku": "sku",
    "sku": "sku",
    "variant grams": "weight_g",
    "weight value (grams)": "weight_g",
    "variant inventory qty": "stock",
    "inventory quantity": "stock",
    "variant price": "price",
    "price": "price",
    "variant compare at price": "compare_at_price",
    "compare-at price": "compare_at_price",
    "variant barcode": "gtin",
    "barcode": "gtin",
    "image src": "pictures",
    "product image url": "pictures",
    "image alt text": "picture_alts_vi",
    "variant image": "variant_picture",
    "variant image url": "variant_picture",
    "seo title": "seo_title_vi",
    "seo description": "seo_description_vi",
}
PUBLISHED = ("published", "published on online store")
TAXONOMY = "product category"
TRACKER = ("variant inventory tracker", "inventory tracker")


#: The columns of Shopify's own export that the shop has something for.
HEADER = (
    "Handle",
    "Title",
    "Body (HTML)",
    "Vendor",
    "Type",
    "Published",
    "Option1 Name",
    "Option1 Value",
    "Option2 Name",
    "Option2 Value",
    "Option3 Name",
    "Option3 Value",
    "Variant SKU",
    "Variant Grams",
    "Variant Inventory Tracker",
    "Variant Inventory Qty",
    "Variant Inventory Policy",
    "Variant Fulfillment Service",
    "Variant Price",
    "Variant Compare At Price",
    "Variant Requires Shipping",
    "Variant Taxable",
    "Variant Barcode",
    "Image Src",
    "Image Position",
    "Image Alt Text",
    "SEO Title",
    "SEO Description",
    "Variant Image",
    "Status",
)
#: What Shopify wants on every line that sells.
ALWAYS = {
    "Variant Inventory Policy": "deny",
    "Variant Fulfillment Service": "manual",
    "Variant Requires Shipping": "TRUE",
    "Variant Taxable": "TRUE",
}


class Shopify(WritesProducts):
    name = "shopify"
    label = "Shopify"
    marks = (
        frozenset({"handle", "title", "variant price"}),
        frozenset({"handle", "variant sku"}),
        frozenset({"url handle", "title", "price"}),
    )
    columns = COLUMNS
    understood = frozenset(
        {"gift card", "image position", "variant weight unit", TAXONOMY}
        | {"weight unit for display", *PUBLISHED, *TRACKER}
    )

    header = HEADER

    def rows(self, goods: Goods) -> Iterator[dict[str, str]]:
        """A line for each variant, or for each picture where those are more."""
        handle = {"Handle": goods.product.slug}
        lines = zip_longest(live(goods), goods.pictures)
        for place, (variant, picture) in enumerate(lines, start=1):
            line = about_product(goods) if place == 1 else handle
            if variant is not None:
                line = line | about_variant(goods, variant, first=place == 1)
            if picture is not None:
                line = line | about_picture(picture) | {"Image Position": str(place)}
            yield line

    def present(self, columns: frozenset[str]) -> frozenset[str]:
        tracked = {"stock_tracked"} if columns & set(TRACKER) else set()
        return super().present(columns) | tracked

    def read(self, line: Line) -> Record:
        fields = self.fields(line)
        handle = fields.get("slug")
        if handle is None:
            raise Refused(_("The handle is missing."), line=line.number)
        refuse_gift_card(line)
        drop_only_option(fields)
        set_category(fields, line)
        set_state(fields, line)
        sells = bool({"sku", "price"} & fields.keys())
        if sells:
            set_tracked(fields, line)
        return Record(line.number, handle.text, fields, sells=sells)


def first(line: Line, columns: tuple[str, ...]) -> Cell | None:
    return next((line.cells[name] for name in columns if name in line.cells), None)


def refuse_gift_card(line: Line) -> None:
    card = line.cells.get("gift card")
    if card and card.text.casefold() == "true":
        raise Refused(_("Gift cards cannot be sold here."), card)


def set_category(fields: dict[str, Cell], line: Line) -> None:
    """The shop's own word first, Shopify's taxonomy where there is none."""
    if "category_vi" not in fields and TAXONOMY in line.cells:
        fields["category_vi"] = line.cells[TAXONOMY]


def set_state(fields: dict[str, Cell], line: Line) -> None:
    """What is not published is a draft here, whatever its status."""
    published = first(line, PUBLISHED)
    state = fields.get("state")
    if published and published.text.casefold() == "false":
        if state is None or state.text.casefold() == "active":
            fields["state"] = published
    elif published and state is None:
        fields["state"] = published


def set_tracked(fields: dict[str, Cell], line: Line) -> None:
    """Shopify counts stock where the tracker is named, by it or by another system."""
    tracker = first(line, TRACKER)
    counted = tracker is not None and tracker.text.casefold() != "not tracked"
    fields["stock_tracked"] = Cell(
        str(int(counted)), line.number, tracker.column if tracker else TRACKER[0]
    )
    if not counted:
        fields.pop("stock", None)


def live(goods: Goods) -> list[Variant]:
    """Shopify knows no archived variants."""
    return [variant for variant in goods.variants if not variant.archived]


def about_product(goods: Goods) -> dict[str, str]:
    product = goods.product
    return {
        "Handle": product.slug,
        "Title": product.title_vi or "",
        "Body (HTML)": product.description_vi or "",
        "Vendor": product.brand,
        "Type": goods.category[0],
        "Published": "TRUE" if product.state == Product.State.ACTIVE else "FALSE",
        "SEO Title": product.seo_title_vi or "",
        "SEO Description": product.seo_description_vi or "",
        "Status": product.state,
    }


def about_variant(goods: Goods, variant: Variant, *, first: bool) -> dict[str, str]:
    grams = variant.weight_grams
    return {
        **options_of(goods, variant, first=first),
        **ALWAYS,
        "Variant SKU": variant.sku,
        "Variant Grams": str(grams) if grams else "",
        "Variant Inventory Tracker": "shopify" if variant.stock_tracked else "",
        "Variant Inventory Qty": goods.on_hand(variant),
        "Variant Price": plain(variant.price),
        "Variant Compare At Price": plain(variant.compare_at_price),
        "Variant Barcode": variant.gtin,
        "Variant Image": goods.own_picture(variant),
    }


def about_picture(picture: Picture) -> dict[str, str]:
    return {"Image Src": address_of(picture), "Image Alt Text": picture.alt_vi or ""}


def options_of(goods: Goods, variant: Variant, *, first: bool) -> dict[str, str]:
    axes = goods.product.axes
    if not axes:
        return dict(zip(("Option1 Name", "Option1 Value"), ONLY, strict=True))
    told = {}
    for place, axis in enumerate(axes, start=1):
        told[f"Option{place} Value"] = getattr(variant, f"option_{place}_vi") or ""
        if first:
            told[f"Option{place} Name"] = str(Axis(axis).label)
    return told
