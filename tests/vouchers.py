"""Vouchers for tests: ten percent off, unless told otherwise."""

from storefront.promotions.models import Voucher
from tests.builders import numbers


def voucher(code: str = "", **fields: object) -> Voucher:
    facts: dict[str, object] = {"code": code or f"V{next(numbers)}", "kind": "percent"}
    if fields.get("kind", "percent") == "percent":
        facts["percent"] = 10
    return Voucher.objects.create(**(facts | fields))
