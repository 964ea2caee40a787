"""Categories, attributes, rules and brands, as the API tells them."""

from typing import Any

from plugins.tiktok_shop.fake import numbers, tree
from plugins.tiktok_shop.fake.calls import Call, page_of
from plugins.tiktok_shop.fake.errors import ShopError, invalid
from plugins.tiktok_shop.fake.gate import Gated, yes
from plugins.tiktok_shop.fake.tree import Property
from storefront.contract.sandbox import Reply, route

JSON = dict[str, Any]

SCHEMA = "create table if not exists brand (id text primary key, name text not null);"


class Categories(Gated):
    schema = Gated.schema + SCHEMA + numbers.SCHEMA

    @route("GET", "/product/202309/categories")
    def categories(self, call: Call) -> Reply:
        """All at once. Without a version it is the older tree."""
        version = call.query.get("category_version", "v1")
        words = call.query.get("keyword", "").casefold()
        told = [
            node_told(node, call.language, version)
            for node in tree.by_id(version).values()
            if words in node[2].casefold() or words in node[3].casefold()
        ]
        return yes({"categories": told})

    @route("GET", "/product/202309/categories/{category}/attributes")
    def attributes(self, call: Call, category: str) -> Reply:
        check_end(call, category)
        told = [self.attribute_told(p, call) for p in tree.properties(category)]
        return yes({"attributes": told})

    def attribute_told(self, asked: Property, call: Call) -> JSON:
        vi = call.language == "vi"
        told: JSON = {
            "id": asked.id,
            "name": asked.vi if vi else asked.en,
            "type": asked.type,
            "is_requried": asked.required,  # sic
            "is_customizable": asked.free,
            "is_multiple_selection": asked.many,
        }
        if asked.values:
            told["values"] = [
                {"id": id_, "name": vi_name if vi else en_name}
                for id_, vi_name, en_name in asked.values
            ]
        if asked.required_if:
            told["requirement_conditions"] = [
                {
                    "condition_type": "VALUE_ID_MATCH",
                    "attribute_id": other,
                    "attribute_value_id": value,
                }
                for other, value in asked.required_if
            ]
        if self.on("spelt_right"):
            told["is_required"] = asked.required
        return told

    @route("GET", "/product/202309/categories/{category}/rules")
    def rules(self, call: Call, category: str) -> Reply:
        check_end(call, category)
        chain = tree.chain(category)
        told = {
            "product_certifications": [],
            "size_chart": {
                "is_supported": tree.FASHION in chain,
                "is_required": False,
            },
            "cod": {"is_supported": tree.FOOD not in chain},
            "package_dimension": {"is_required": tree.LAMPS in chain},
            "epr": {"is_required": False},
            "responsible_person": {"is_required": False},
            "manufacturer": {"is_required": False},
            "allowed_special_product_types": [],
            "seller_sku": {"is_required": False},
        }
        return yes(told)

    @route("POST", "/product/202309/categories/recommend")
    def recommend(self, call: Call) -> Reply:
        title = str(call.required("product_title"))
        end = tree.recommended(title)
        known = tree.by_id("v2")
        told = [
            {
                "id": number,
                "name": known[number][2],
                "level": level,
                "is_leaf": number == end,
                "permission_statuses": ["AVAILABLE"],
            }
            for level, number in enumerate(tree.chain(end), start=1)
        ]
        return yes({"leaf_category_id": end, "categories": told})

    @route("GET", "/product/202309/brands")
    def brands(self, call: Call) -> Reply:
        words = call.query.get("brand_name", "").casefold()
        authorized = call.query.get("is_authorized", "")
        told = [
            brand
            for brand in self.every_brand()
            if words in brand["name"].casefold()
            and (authorized != "true" or brand["authorized_status"] == "AUTHORIZED")
        ]
        return yes(page_of(call, told, most=100, name="brands"))

    def every_brand(self) -> list[JSON]:
        with self.reading() as rows:
            made = rows.execute("select * from brand order by id").fetchall()
        own = [(row["id"], row["name"], "AUTHORIZED", False) for row in made]
        return [brand_told(*brand) for brand in (*tree.BRANDS, *own)]

    @route("POST", "/product/202309/brands")
    def create_brand(self, call: Call) -> Reply:
        """The answer has its id only; the same name twice makes two."""
        name = str(call.required("name")).strip()
        if not 2 <= len(name) <= 30:
            raise invalid("name", "its length is wrong", "2 to 30 characters")
        with self.writing() as rows:
            number = numbers.take(rows, "brand")
            rows.execute("insert into brand values (?, ?)", (number, name))
        return yes({"id": number})


def check_end(call: Call, category: str) -> None:
    if call.query.get("category_version") != "v2":
        raise ShopError(12052230)
    if category not in tree.by_id("v2"):
        raise ShopError(12052023)
    if not tree.is_leaf(category):
        raise ShopError(12052024)


def node_told(node: tuple[str, str, str, str], language: str, version: str) -> JSON:
    number, above, vi, en = node
    prohibited = number in tree.PROHIBITED
    return {
        "id": number,
        "parent_id": above,
        "local_name": vi if language == "vi" else en,
        "is_leaf": tree.is_leaf(number, version),
        "permission_statuses": ["PROHIBITED" if prohibited else "AVAILABLE"],
    }


def brand_told(number: str, name: str, authorized: str, t1: bool) -> JSON:  # noqa: FBT001
    return {
        "id": number,
        "name": name,
        "authorized_status": authorized,
        "is_t1_brand": t1,
        "brand_status": "AVAILABLE",
    }
