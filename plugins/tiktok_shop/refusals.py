"""Why a product or one of its SKUs was refused, wherever in an answer it is said."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from plugins.tiktok_shop.client import JSON, listed
from plugins.tiktok_shop.words import KNOWN, REFUSED, Known
from storefront.contract.data import Problem
from storefront.contract.errors import PlatformRefused

#: A parameter is wrong; its words say which.
INVALID: Final = "98001004"
#: Of a parameter that is named in words only, where to mend it.
FIELDS: Final = {
    "title": "title",
    "description": "description",
    "product_attributes": "attributes",
    "package_dimensions": "attributes",
    "package_weight": "weight",
    "seller_sku": "sku",
    "sales_attributes": "options",
    "main_images": "pictures",
    "skus": "options",
    "category_id": "category",
    "identifier_code": "gtin",
}
PARAMETER: Final = re.compile(r"Parameter (\w+)")


def problem(code: str, said: str) -> Problem:
    known = KNOWN.get(code, Known(field_in(code, said), REFUSED))
    return Problem(code, known.message, known.fix, field=known.field, said=said)


def field_in(code: str, said: str) -> str:
    named = PARAMETER.match(said) if code == INVALID else None
    return FIELDS.get(named[1], "") if named else ""


def problems_in(refusal: PlatformRefused) -> tuple[Problem, ...]:
    """The same no, in the words for a product."""
    return tuple(
        problem(one.code, one.said) if one.said else one for one in refusal.problems
    )


def codes_of(problems: Iterable[Problem]) -> set[str]:
    return {one.code for one in problems}


def inside(error: JSON) -> tuple[Problem, ...]:
    """Of one item in an answer that says yes. What is nested is what it is about."""
    nested = listed(error.get("detail") or {}, "extra_errors")
    return tuple(of(one) for one in nested or [error])


def of(error: JSON) -> Problem:
    return problem(str(error["code"]), str(error.get("message") or ""))


def by_item(errors: Iterable[JSON], name: str) -> dict[str, tuple[Problem, ...]]:
    """What went wrong, by the id of the product or SKU that it is about."""
    return dict(told(errors, name))


def told(
    errors: Iterable[JSON], name: str
) -> Iterator[tuple[str, tuple[Problem, ...]]]:
    for error in errors:
        yield str((error.get("detail") or {}).get(name) or ""), inside(error)
