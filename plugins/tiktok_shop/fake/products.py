"""Products: created once per key, replaced whole, audited, put up and taken down."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from plugins.tiktok_shop.fake import audits, checks, hooks, numbers, quotas, shelf, tree
from plugins.tiktok_shop.fake.calls import Call
from plugins.tiktok_shop.fake.errors import MESSAGES, ShopError, invalid
from plugins.tiktok_shop.fake.gate import Gated, yes
from storefront.contract.sandbox import Reply, route

JSON = dict[str, Any]

MOST_IDS = 20
#: Where a product may be, for each thing that can be done with it.
EDITABLE = {
    "DRAFT",
    "PENDING",
    "FAILED",
    "ACTIVATE",
    "SELLER_DEACTIVATED",
    "PLATFORM_DEACTIVATED",
}
DEACTIVATED = {"SELLER_DEACTIVATED", "PLATFORM_DEACTIVATED"}


class Products(Gated):
    @route("POST", "/product/202309/products")
    def create(self, call: Call) -> Reply:
        """The same key again is the same product again, whatever else is said."""
        key = call.told.get("idempotency_key") or None
        with self.writing() as rows:
            if known := by_key(rows, call.shop, key):
                return yes(created(known))
            body, warnings = self.taken(rows, call, call.told)
            most = self.number("listings_per_day")
            if not quotas.may_list(rows, call.shop, most=most):
                raise ShopError(12052093)
            product = self.add(rows, call.shop, body, key)
            return yes({**created(product), **warnings})

    def taken(
        self, rows: sqlite3.Connection, call: Call, body: JSON
    ) -> tuple[JSON, JSON]:
        """Check the body, and clear what is only warned of."""
        if len(str(body.get("idempotency_key") or "")) > 128:
            raise invalid("idempotency_key", "it is too long", "up to 128")
        checks.check(self, rows, call.shop, body)
        brand = str(body.get("brand_id") or "")
        if not brand or brand in known_brands(rows):
            return body, {}
        cleared = {name: value for name, value in body.items() if name != "brand_id"}
        warning = (
            f"The [brand_id]:{brand} field is incorrect and has been automatically"
            " cleared by the system. Reason: [Brand does not exist]. You can edit it"
            " later."
        )
        return cleared, {"warnings": [{"message": warning}]}

    def add(
        self, rows: sqlite3.Connection, shop: str, body: JSON, key: str | None
    ) -> sqlite3.Row:
        number = numbers.take(rows, "product")
        version = shelf.version_of(body, shelf.put_skus(rows, number, shop, body))
        draft = body.get("save_mode") == "AS_DRAFT"
        moment = shelf.now()
        rows.execute(
            "insert into product (id, shop, status, live, audit, idempotency_key,"
            " created_at, updated_at) values (?, ?, ?, ?, 'NONE', ?, ?, ?)",
            (
                number,
                shop,
                "DRAFT" if draft else "PENDING",
                json.dumps(version),
                key,
                moment,
                moment,
            ),
        )
        if not draft:
            audits.submit(self, rows, number)
        told = {"product_id": int(number), "product_types": [], "update_time": moment}
        hooks.write(self, rows, shop, hooks.PRODUCT_CREATION, told)
        return must_find(rows, shop, number)

    @route("PUT", "/product/202309/products/{product}")
    @route("PUT", "/product/202509/products/{product}")
    def edit(self, call: Call, product: str) -> Reply:
        """All of it anew: what is left out is empty then, and a SKU is gone."""
        return self.replace(call, product, lambda _: call.told)

    @route("POST", "/product/202309/products/{product}/partial_edit")
    @route("POST", "/product/202509/products/{product}/partial_edit")
    def partial_edit(self, call: Call, product: str) -> Reply:
        """The properties that are told, each whole. The category is none of them."""
        told = {"category_version": "v2", **call.told}
        told.pop("category_id", None)
        return self.replace(call, product, lambda version: {**version, **told})

    def replace(
        self, call: Call, product: str, body_from: Callable[[JSON], JSON]
    ) -> Reply:
        with self.writing() as rows:
            row = must_find(rows, call.shop, product)
            if row["status"] not in EDITABLE:
                raise ShopError(12052901)
            version = audits.edited(row) or shelf.live(row)
            body, warnings = self.taken(rows, call, body_from(version))
            check_ids(rows, product, body["skus"])
            skus = shelf.put_skus(rows, product, call.shop, body)
            self.keep(rows, row, shelf.version_of(body, skus), body)
            told = created(must_find(rows, call.shop, product))
            audit = {"audit": audits.told(must_find(rows, call.shop, product))["audit"]}
            told["skus"] = [told_sku(sku) for sku in skus]
            return yes({**told, **warnings, **audit})

    def keep(
        self, rows: sqlite3.Connection, row: sqlite3.Row, version: JSON, body: JSON
    ) -> None:
        """What is for sale stays so until the edit has passed."""
        goes_on = row["status"] in {"ACTIVATE", *DEACTIVATED}
        rows.execute(
            f"update product set {'edited' if goes_on else 'live'} = ? where id = ?",  # noqa: S608 -- our own names
            (json.dumps(version), row["id"]),
        )
        if not goes_on:
            shelf.drop_unlisted(rows, row["id"])
            draft = body.get("save_mode") == "AS_DRAFT"
            rows.execute(
                "update product set status = ? where id = ?",
                ("DRAFT" if draft else "PENDING", row["id"]),
            )
        audits.submit(self, rows, row["id"])
        told = {
            "product_id": row["id"],
            "change_source": "OPEN_API",
            "changed_fields": [name for name in shelf.KEPT if name in body],
            "update_time": shelf.now(),
        }
        hooks.write(self, rows, row["shop"], hooks.PRODUCT_INFORMATION_CHANGE, told)

    # Up and down

    @route("POST", "/product/202309/products/activate")
    def activate(self, call: Call) -> Reply:
        return self.each(call, self.put_up, nested=True)

    def put_up(self, rows: sqlite3.Connection, row: sqlite3.Row) -> int:
        if row["status"] not in DEACTIVATED:
            return 12052901
        rows.execute("update product set status = 'PENDING' where id = ?", (row["id"],))
        audits.submit(self, rows, row["id"])
        return 0

    @route("POST", "/product/202309/products/deactivate")
    def deactivate(self, call: Call) -> Reply:
        return self.each(call, mover("SELLER_DEACTIVATED", {"ACTIVATE"}))

    @route("DELETE", "/product/202309/products")
    def delete(self, call: Call) -> Reply:
        return self.each(call, mover("DELETED", EDITABLE))

    @route("POST", "/product/202309/products/recover")
    def recover(self, call: Call) -> Reply:
        return self.each(call, mover("SELLER_DEACTIVATED", {"DELETED"}))

    def each(
        self,
        call: Call,
        work: Callable[[sqlite3.Connection, sqlite3.Row], int],
        *,
        nested: bool = False,
    ) -> Reply:
        """Code 0, whatever becomes of each; what went wrong stands inside."""
        ids = [str(one) for one in call.required("product_ids")]
        if len(ids) > MOST_IDS:
            raise ShopError(12019120)
        errors = []
        with self.writing() as rows:
            for number in ids:
                row = shelf.find(rows, call.shop, number)
                code = work(rows, row) if row else 12052048
                if code:
                    errors.append(item_error(code, number, nested=nested))
        return yes({"errors": errors} if errors else {})


def mover(
    status: str, allowed: set[str]
) -> Callable[[sqlite3.Connection, sqlite3.Row], int]:
    def move(rows: sqlite3.Connection, row: sqlite3.Row) -> int:
        if row["status"] not in allowed:
            return 12052901
        rows.execute(
            "update product set status = ?, edited = null, audit_due = null,"
            " updated_at = ? where id = ?",
            (status, shelf.now(), row["id"]),
        )
        return 0

    return move


def item_error(code: int, product: str, *, nested: bool) -> JSON:
    told: JSON = {"code": code, "message": MESSAGES[code]}
    if not nested:
        return {**told, "detail": {"product_id": product}}
    detail = {"product_id": product, "extra_errors": [told]}
    return {"code": 12052990, "message": MESSAGES[12052990], "detail": detail}


def by_key(rows: sqlite3.Connection, shop: str, key: str | None) -> sqlite3.Row | None:
    row: sqlite3.Row | None = rows.execute(
        "select * from product where shop = ? and idempotency_key = ?", (shop, key)
    ).fetchone()
    return row


def must_find(rows: sqlite3.Connection, shop: str, product: str) -> sqlite3.Row:
    row = shelf.find(rows, shop, product)
    if row is None:
        raise ShopError(12019150)
    return row


def check_ids(rows: sqlite3.Connection, product: str, skus: Sequence[JSON]) -> None:
    held = rows.execute("select id from sku where product = ?", (product,))
    known = {row["id"] for row in held}
    if any(sku.get("id") and str(sku["id"]) not in known for sku in skus):
        raise ShopError(12052557)


def known_brands(rows: sqlite3.Connection) -> set[str]:
    made = {row["id"] for row in rows.execute("select id from brand")}
    return made | {brand[0] for brand in tree.BRANDS}


def created(product: sqlite3.Row) -> JSON:
    version = shelf.live(product)
    return {
        "product_id": product["id"],
        "skus": [told_sku(sku) for sku in version["skus"]],
    }


def told_sku(sku: JSON) -> JSON:
    """With the ids of what was named by hand, and nothing more."""
    attributes = [
        {"id": one["id"], "value_id": one["value_id"]}
        for one in sku["sales_attributes"]
    ]
    told = {"id": sku["id"], "seller_sku": sku["seller_sku"]}
    told["sales_attributes"] = attributes
    if "external_sku_id" in sku:
        told["external_sku_id"] = sku["external_sku_id"]
    return told
