"""Catalogues that others made, turned into our columns by a few lines here."""

import csv
import json

import pytest

from storefront.catalog.models import Product, Variant
from storefront.exchange.models import ReportLine
from storefront.inventory.models import Stock
from tests.builders import first_place
from tests.exchange.files import bring_in, catalogue, counts, refusals

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_dollars(settings):
    settings.SHOP_CURRENCY = "USD"


def write(path, rows: list[dict[str, object]]):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


def from_dummyjson(item: dict) -> dict[str, object]:
    size = item["dimensions"]
    return {
        "product": "",
        "sku": item["sku"],
        "title_vi": item["title"],
        "description_vi": item["description"],
        "brand": item.get("brand", ""),
        "category_vi": item["category"],
        "price": item["price"],
        "stock_tracked": 1,
        "stock": item["stock"],
        "gtin": item["meta"]["barcode"],
        "width_mm": round(size["width"] * 10),
        "height_mm": round(size["height"] * 10),
        "length_mm": round(size["depth"] * 10),
        "pictures": "\n".join(item["images"]),
    }


def test_dummyjson_comes_in_whole(tmp_path):
    """194 products of 24 categories; of 178 the barcode is no GTIN; 4 have no stock."""
    first_place()
    items = json.loads(catalogue("dummyjson/products.json").read_text())

    run = bring_in(write(tmp_path / "d.csv", [from_dummyjson(one) for one in items]))

    assert counts(run) == (194, 0, 0, 0)
    assert Product.objects.values("category").distinct().count() == 24
    notes = run.report_lines.filter(kind=ReportLine.Kind.NOTE, column="gtin")
    assert (notes.count(), Variant.objects.exclude(gtin="").count()) == (178, 16)
    assert Stock.objects.filter(on_hand=0).count() == 4


class Saleor:
    """The parts of its fixture that are a catalogue, by model and number."""

    def __init__(self, rows: list[dict]) -> None:
        self.rows = rows
        self.categories = self.by_pk("product.category")
        self.products = self.by_pk("product.product")
        self.values = self.by_pk("attribute.attributevalue")
        self.attributes = self.by_pk("attribute.attribute")

    def by_pk(self, model: str) -> dict[int, dict]:
        return {row["pk"]: row["fields"] for row in self.of(model)}

    def of(self, model: str) -> list[dict]:
        return [row for row in self.rows if row["model"] == model]

    def prices(self) -> dict[int, str]:
        listed = [
            row["fields"] for row in self.of("product.productvariantchannellisting")
        ]
        return {
            row["variant"]: row["price_amount"]
            for row in listed
            if row["currency"] == "USD" and row["price_amount"]
        }

    def options(self) -> dict[int, tuple[str, str]]:
        variant_of = {
            row["pk"]: row["fields"]["variant"]
            for row in self.of("attribute.assignedvariantattribute")
        }
        said = [
            row["fields"] for row in self.of("attribute.assignedvariantattributevalue")
        ]
        return {
            variant_of[row["assignment"]]: (
                self.attributes[self.values[row["value"]]["attribute"]]["name"],
                self.values[row["value"]]["name"],
            )
            for row in said
        }

    def lines(self) -> list[dict[str, object]]:
        prices, options = self.prices(), self.options()
        found = []
        for row in self.of("product.productvariant"):
            product = self.products[row["fields"]["product"]]
            name, value = options.get(row["pk"], ("", ""))
            found.append(
                {
                    "product": product["slug"],
                    "sku": row["fields"]["sku"] or "",
                    "title_vi": product["name"],
                    "category_vi": self.categories[product["category"]]["name"],
                    "price": prices.get(row["pk"], ""),
                    "option_1_name": name,
                    "option_1_vi": value,
                }
            )
        return sorted(found, key=lambda line: str(line["product"]))


def test_saleor_comes_in_but_for_what_has_no_sku(tmp_path):
    """73 variants of 32 products; 17 of these have one variant, without a SKU."""
    fixture = catalogue("saleor-populatedb/populatedb_data.json")
    lines = Saleor(json.loads(fixture.read_text())).lines()

    run = bring_in(
        write(tmp_path / "s.csv", lines), axes={"Medium": "style"}, pictures=False
    )

    assert (counts(run), Variant.objects.count()) == ((15, 0, 0, 17), 56)
    assert set(refusals(run).values()) == {"The SKU is missing."}
