"""The platform's categories, and what they ask for, in our words. Pure functions."""

from collections.abc import Mapping, Sequence
from typing import Final

from plugins.tiktok_shop.client import JSON, listed
from storefront.contract.categories import Allowed, Attribute, CategoryNode
from storefront.contract.data import Text

#: Of each language of the shop, what the platform calls it.
LOCALES: Final = {"vi": "vi-VN", "en": "en-US"}

#: Before the id of a value, which could be mistaken for a text of digits.
VALUE: Final = "id:"
PRODUCT = "PRODUCT_PROPERTY"
MAY_BE_USED = {"AVAILABLE"}

#: Not attributes over there: the sides of a parcel, in whole centimetres.
SIDES: Final = {
    "package_length": "length",
    "package_width": "width",
    "package_height": "height",
}
SIDE_NAMES: Final = {
    "package_length": Text(vi="Chiều dài gói hàng (cm)", en="Package length (cm)"),
    "package_width": Text(vi="Chiều rộng gói hàng (cm)", en="Package width (cm)"),
    "package_height": Text(vi="Chiều cao gói hàng (cm)", en="Package height (cm)"),
}

Names = Mapping[str, str]


def nodes(vi: Sequence[JSON], en: Sequence[JSON]) -> tuple[CategoryNode, ...]:
    """The whole tree: a path needs all that is above it."""
    above = {str(node["id"]): str(node["parent_id"]) for node in vi}
    names_vi, names_en = names(vi), names(en)
    return tuple(
        CategoryNode(
            external_id=str(node["id"]),
            path_vi=path(str(node["id"]), above, names_vi),
            path_en=path(str(node["id"]), above, names_en),
            choosable=is_choosable(node),
        )
        for node in vi
    )


def names(told: Sequence[JSON], *, under: str = "local_name") -> dict[str, str]:
    return {str(one["id"]): str(one.get(under) or "") for one in told}


def path(node: str, above: Names, called: Names) -> tuple[str, ...]:
    """From the root down; a root is below 0."""
    before = path(above[node], above, called) if above.get(node) in above else ()
    return (*before, called.get(node, ""))


def is_choosable(node: JSON) -> bool:
    statuses = set(node.get("permission_statuses") or MAY_BE_USED)
    return bool(node["is_leaf"]) and bool(statuses & MAY_BE_USED)


def attributes(
    vi: Sequence[JSON], en: Sequence[JSON], rules: JSON
) -> tuple[Attribute, ...]:
    """What describes the product as a whole; what tells variants apart is theirs."""
    called = {str(one["id"]): one for one in en}
    asked = [
        attribute(one, called.get(str(one["id"]), one))
        for one in vi
        if one["type"] == PRODUCT
    ]
    return (*asked, *sides(rules))


def attribute(vi: JSON, en: JSON) -> Attribute:
    values_en = names(listed(en, "values"), under="name")
    return Attribute(
        key=str(vi["id"]),
        name=Text(vi=str(vi["name"]), en=str(en["name"])),
        required=is_required(vi),
        values=tuple(allowed(one, values_en) for one in listed(vi, "values")),
        free=bool(vi.get("is_customizable")),
        required_if=tuple(map(condition, listed(vi, "requirement_conditions"))),
    )


def is_required(told: JSON) -> bool:
    """Documented is the first spelling; the second was seen as well."""
    return bool(told.get("is_requried") or told.get("is_required"))


def allowed(told: JSON, en: Names) -> Allowed:
    number, name = str(told["id"]), str(told["name"])
    return Allowed(f"{VALUE}{number}", Text(vi=name, en=en.get(number) or name))


def condition(told: JSON) -> tuple[str, str]:
    return str(told["attribute_id"]), f"{VALUE}{told['attribute_value_id']}"


def sides(rules: JSON) -> tuple[Attribute, ...]:
    """Where they are not required, the weight is enough."""
    if not (rules.get("package_dimension") or {}).get("is_required"):
        return ()
    return tuple(Attribute(k, name, required=True) for k, name in SIDE_NAMES.items())


def leaf(advice: JSON) -> str:
    return str(advice.get("leaf_category_id") or "")
