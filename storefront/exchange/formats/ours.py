"""Our own files: a line for each variant, the product's texts on its first line."""

from django.utils.translation import gettext as _

from storefront.exchange.formats.format import Format
from storefront.exchange.formulas import original
from storefront.exchange.rows import Cell, Line, Record, Refused

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
)


class Ours(Format):
    name = "kieng"
    label = "Kiềng"
    marks = (frozenset({"product", "sku", "title_vi", "price"}),)
    columns = {name: name for name in COLUMNS}
    bare_products = True

    def read(self, line: Line) -> Record:
        fields = {name: unescaped(cell) for name, cell in self.fields(line).items()}
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


def unescaped(cell: Cell) -> Cell:
    return cell._replace(text=original(cell.text))
