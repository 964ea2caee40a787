"""WooCommerce's own product CSV: simple products, and variable ones with variations.

https://github.com/woocommerce/woocommerce/wiki/Product-CSV-Import-Schema
"""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from storefront.catalog import descriptions
from storefront.catalog.models import Axis, Product, Variant
from storefront.catalog.sale_prices import sale_of, usual_price
from storefront.exchange.fields import SALE
from storefront.exchange.formats.format import WritesProducts
from storefront.exchange.goods import Goods, plain
from storefront.exchange.rows import Cell, Line, Record, Refused
from storefront.exchange.sales import written

COLUMNS = {
    "sku": "sku",
    "gtin, upc, ean, or isbn": "gtin",
    "name": "title_vi",
    "description": "description_vi",
    "regular price": "price",
    "sale price": "sale_price",
    "date sale price starts": "sale_from",
    "date sale price ends": "sale_until",
    "categories": "category_vi",
    "images": "pictures",
    "stock": "stock",
    "position": "position",
    "brands": "brand",
}
SIDES = {
    f"{side} ({unit})": f"{side}_{unit}"
    for side in ("length", "width", "height")
    for unit in ("mm", "cm", "m", "in", "yd")
}
WEIGHTS = {f"weight ({unit})": f"weight_{unit}" for unit in ("g", "kg", "lbs", "oz")}
#: Where a file has these columns, it says which products are on sale for a while.
DAYS = frozenset({"sale_from", "sale_until"})
REFUSED = {"grouped", "external", "downloadable", "virtual"}
KNOWN = {"simple", "variable", "variation"}
PLACES = (1, 2, 3)
ATTRIBUTE = ("name", "value(s)", "visible", "global")


HEADER = (
    "Type",
    "SKU",
    "GTIN, UPC, EAN, or ISBN",
    "Name",
    "Published",
    "Description",
    "In stock?",
    "Stock",
    "Weight (g)",
    "Length (mm)",
    "Width (mm)",
    "Height (mm)",
    "Sale price",
    "Date sale price starts",
    "Date sale price ends",
    "Regular price",
    "Categories",
    "Images",
    "Parent",
    "Position",
    "Brands",
    *(f"Attribute {place} {what}" for place in PLACES for what in ATTRIBUTE),
)


class WooCommerce(WritesProducts):
    name = "woocommerce"
    label = "WooCommerce"
    marks = (frozenset({"type", "sku", "name", "regular price"}),)
    columns = COLUMNS | SIDES | WEIGHTS
    understood = frozenset(
        {"id", "type", "published", "parent", "in stock?", "short description"}
        | {"visibility in catalog"}
        | {f"attribute {place} name" for place in PLACES}
        | {f"attribute {place} value(s)" for place in PLACES}
        | {
            f"attribute {place} {what}"
            for place in PLACES
            for what in ("visible", "global")
        }
    )

    header = HEADER

    def rows(self, goods: Goods) -> Iterator[dict[str, str]]:
        """One line, or where there are options one for the product and each variant."""
        variants = [variant for variant in goods.variants if not variant.archived]
        if not goods.product.axes:
            for variant in variants[:1]:
                yield about_product(goods) | about_variant(goods, variant, "simple")
            return
        parent = f"{PARENT}{goods.product.slug}"
        yield about_product(goods) | {"Type": "variable", "SKU": parent}
        for variant in variants:
            yield about_variant(goods, variant, "variation") | {
                "Parent": parent,
                "Images": goods.own_picture(variant),
                **options_of(goods, variant),
            }

    def present(self, columns: frozenset[str]) -> frozenset[str]:
        fields = super().present(columns) | {"state", "stock_tracked"}
        if "sale_price" in fields:
            fields |= {"compare_at_price"}
        return fields if fields & DAYS else fields - {"sale_price"}

    def read(self, line: Line) -> Record:
        kind = kind_of(line)
        fields = self.fields(line)
        set_price(fields)
        set_stock(fields, line)
        if kind == "variation":
            return variation(fields, line)
        set_texts(fields, line)
        fields["state"] = state_of(line)
        if kind == "variable":
            return variable(fields, line)
        fields.pop("position", None)
        return Record(line.number, own_name(line), fields, notes=notes_of(line))


def kind_of(line: Line) -> str:
    cell = line.cells.get("type")
    words = cell.text.casefold().replace(",", " ").split() if cell else ["simple"]
    for word in words:
        if word in REFUSED:
            raise Refused(reasons()[word], cell)
        if word not in KNOWN:
            message = _("The shop knows no products of the type “%(type)s”.")
            raise Refused(message % {"type": word}, cell)
    return words[-1]


def reasons() -> dict[str, str]:
    return {
        "grouped": _("A grouped product: the shop sells its parts by themselves."),
        "external": _("An external product: it is sold elsewhere."),
        "downloadable": _("A downloadable product: the shop sends goods, not files."),
        "virtual": _("A virtual product: the shop sends goods, not services."),
    }


def notes_of(line: Line) -> tuple[tuple[Cell, str], ...]:
    """What a simple product says that the shop has no place for."""
    notes = list(shared_notes(line))
    if parent := line.cells.get("parent"):
        notes.append((parent, _("Only a variation has a parent.")))
    for place in PLACES:
        if value := line.cells.get(f"attribute {place} value(s)"):
            message = _("The shop keeps options of variations, not attributes.")
            notes.append((value, message))
    return tuple(notes)


def shared_notes(line: Line) -> tuple[tuple[Cell, str], ...]:
    notes = []
    categories = line.cells.get("categories")
    if categories and len(category_paths(categories.text)) > 1:
        message = _("A product is in one category: the first was taken.")
        notes.append((categories, message))
    return tuple(notes)


def category_paths(text: str) -> list[str]:
    """Commas part them, unless a backslash stands before."""
    paths = re.split(r"(?<!\\),", text)
    return [path.replace("\\,", ",").strip() for path in paths if path.strip()]


def own_name(line: Line) -> str:
    return f"sku:{sku}" if (sku := line.text("sku")) else f"id:{line.text('id')}"


def parent_name(line: Line) -> str:
    """`id:44` or a SKU."""
    parent = line.text("parent")
    if not parent:
        raise Refused(_("A variation without its parent."), line=line.number)
    return parent if re.fullmatch(r"id:[0-9]+", parent) else f"sku:{parent}"


def variable(fields: dict[str, Cell], line: Line) -> Record:
    """Its SKU is the product's, under which nothing is sold."""
    fields.pop("sku", None)
    fields.pop("position", None)
    for name in ("stock", "stock_tracked", "price", "compare_at_price", *SALE):
        fields.pop(name, None)
    names = (f"id:{line.text('id')}",) if line.text("id") else ()
    return Record(
        line.number,
        own_name(line),
        fields,
        sells=False,
        aliases=names,
        notes=shared_notes(line),
    )


def variation(fields: dict[str, Cell], line: Line) -> Record:
    if line.text("stock").casefold() == "parent":
        message = _("It shares its stock with the other variations.")
        raise Refused(message, line.cells["stock"])
    for name in ("title_vi", "category_vi", "description_vi"):
        fields.pop(name, None)
    if own := fields.pop("pictures", None):
        fields["variant_picture"] = own
    for place in PLACES:
        if name_cell := line.cells.get(f"attribute {place} name"):
            fields[f"option_{place}_name"] = name_cell
        if value := line.cells.get(f"attribute {place} value(s)"):
            fields[f"option_{place}_vi"] = value
    return Record(line.number, parent_name(line), fields)


def set_price(fields: dict[str, Cell]) -> None:
    """Without a day on which it ends or begins, the sale price is what it costs."""
    if fields.keys() & DAYS:
        return
    sale, regular = fields.pop("sale_price", None), fields.get("price")
    if sale and regular:
        fields["price"], fields["compare_at_price"] = sale, regular
    elif sale:
        fields["price"] = sale


def set_stock(fields: dict[str, Cell], line: Line) -> None:
    """Stock is counted where a number stands. Without one, `In stock?` decides."""
    there = line.cells.get("in stock?")
    cell = fields.get("stock") or there
    if cell is None:
        return
    sold_out = "stock" not in fields and cell.text == "0"
    fields["stock_tracked"] = cell._replace(
        text=str(int("stock" in fields or sold_out))
    )
    if sold_out:
        fields["stock"] = cell


def set_texts(fields: dict[str, Cell], line: Line) -> None:
    short, long = line.cells.get("short description"), fields.get("description_vi")
    if short and long:
        both = (descriptions.clean(short.text), descriptions.clean(long.text))
        fields["description_vi"] = long._replace(text="\n".join(both))
    elif short:
        fields["description_vi"] = short
    category = fields.get("category_vi")
    if category:
        fields["category_vi"] = category._replace(text=category_paths(category.text)[0])


def state_of(line: Line) -> Cell:
    """What Woo hides from its catalogue is a draft here."""
    hidden = line.cells.get("visibility in catalog")
    if hidden and hidden.text.casefold() == "hidden":
        return hidden
    return line.cells.get("published") or Cell("1", line.number, "Published")


#: Before the address of a product: a SKU of its own, under which nothing is sold.
PARENT = "product-"


def about_product(goods: Goods) -> dict[str, str]:
    product = goods.product
    category = goods.category[0].replace(",", "\\,")
    return {
        "Name": product.title_vi or "",
        "Published": "1" if product.state == Product.State.ACTIVE else "-1",
        "Description": product.description_vi or "",
        "Categories": category,
        "Images": ", ".join(goods.picture_urls),
        "Brands": product.brand,
    }


def about_variant(goods: Goods, variant: Variant, kind: str) -> dict[str, str]:
    sides = {
        "Length (mm)": variant.length_mm,
        "Width (mm)": variant.width_mm,
        "Height (mm)": variant.height_mm,
        "Weight (g)": variant.weight_grams,
    }
    return {
        "Type": kind,
        "SKU": variant.sku,
        "GTIN, UPC, EAN, or ISBN": variant.gtin,
        "In stock?": "1",
        "Stock": goods.on_hand(variant),
        **prices_of(variant),
        "Position": str(variant.position),
        **{name: str(value) if value else "" for name, value in sides.items()},
    }


def prices_of(variant: Variant) -> dict[str, str]:
    """A sale with its days; else the lower one of two prices is the sale's."""
    price, sale = usual_price(variant), sale_of(variant)
    if sale is not None:
        return {
            "Sale price": plain(sale.amount),
            "Date sale price starts": written(sale.starts_at),
            "Date sale price ends": written(sale.ends_at) if sale.ends_at else "",
            "Regular price": plain(price.amount),
        }
    return {
        "Sale price": plain(price.amount) if price.before else "",
        "Regular price": plain(price.before or price.amount),
    }


def options_of(goods: Goods, variant: Variant) -> dict[str, str]:
    told = {}
    for place, axis in enumerate(goods.product.axes, start=1):
        told[f"Attribute {place} name"] = str(Axis(axis).label)
        told[f"Attribute {place} value(s)"] = (
            getattr(variant, f"option_{place}_vi") or ""
        )
        told[f"Attribute {place} visible"] = told[f"Attribute {place} global"] = "1"
    return told
