"""Somebody looks at every product and every edit, some time after it was sent.

A new product waits as PENDING. An edited one stays for sale as it was meanwhile, and
for ever if the edit does not pass. Of each end two webhooks tell.
"""

import json
import sqlite3
from typing import Any

from plugins.tiktok_shop.fake import hooks, shelf
from storefront.contract import clock
from storefront.contract.sandbox import Sandbox

JSON = dict[str, Any]

REASON = "The main image has text or a watermark that covers the product."
#: In the language that is asked for, by what is kept.
REASONS = {
    "en": {REASON: REASON},
    "vi": {REASON: "Ảnh chính có chữ hoặc hình mờ che sản phẩm."},
}
SUGGESTIONS = {
    "en": "Upload a picture that shows the product only.",
    "vi": "Tải lên ảnh chỉ có sản phẩm.",
}


def submit(sandbox: Sandbox, rows: sqlite3.Connection, product: str) -> None:
    wait = sandbox.number("audit_takes") / 1000
    rows.execute(
        "update product set audit = 'AUDITING', reason = '', audit_due = ?,"
        " updated_at = ? where id = ?",
        (clock.now().timestamp() + wait, shelf.now(), product),
    )


def settle(sandbox: Sandbox) -> None:
    """Audits end when somebody looks, or the postman passes."""
    verdict = str(sandbox.value("audit"))
    if verdict == "wait" or not waiting(sandbox):
        return
    with sandbox.writing() as rows:
        due = rows.execute(
            "select id from product where audit_due <= ? order by audit_due",
            (clock.now().timestamp(),),
        ).fetchall()
        for (product,) in due:
            end(sandbox, rows, product, passed=verdict == "pass")


def waiting(sandbox: Sandbox) -> bool:
    with sandbox.reading() as rows:
        row = rows.execute("select 1 from product where audit_due is not null limit 1")
        return row.fetchone() is not None


def end(
    sandbox: Sandbox, rows: sqlite3.Connection, product: str, *, passed: bool
) -> None:
    row = rows.execute("select * from product where id = ?", (product,)).fetchone()
    first = row["status"] == "PENDING"
    after = {True: "ACTIVATE", False: "FAILED"}[passed] if first else row["status"]
    rows.execute(
        "update product set status = ?, live = ?, edited = null, audit = ?, reason = ?,"
        " audit_due = null, updated_at = ? where id = ?",
        (
            after,
            (row["edited"] or row["live"]) if passed else row["live"],
            "APPROVED" if passed else "FAILED",
            "" if passed else REASON,
            shelf.now(),
            product,
        ),
    )
    shelf.drop_unlisted(rows, product)
    tell(sandbox, rows, row, passed=passed, first=first)


def tell(
    sandbox: Sandbox,
    rows: sqlite3.Connection,
    product: sqlite3.Row,
    *,
    passed: bool,
    first: bool,
) -> None:
    """Here a product's id is a number, too big for whoever reads it as a float."""
    number, moment = int(product["id"]), shelf.now()
    good = "PRODUCT_FIRST_PASS_REVIEW" if first else "PRODUCT_STATUS_CHANGED"
    status: JSON = {
        "product_id": number,
        "status": good if passed else "PRODUCT_AUDIT_FAILURE",
        "suspended_reason": "" if passed else REASON,
        "update_time": moment,
    }
    audit: JSON = {
        "product_id": number,
        "audit": {"status": "APPROVED" if passed else "FAILED"},
        "update_time": moment,
    }
    hooks.write(sandbox, rows, product["shop"], hooks.PRODUCT_STATUS_CHANGE, status)
    hooks.write(
        sandbox, rows, product["shop"], hooks.PRODUCT_AUDIT_STATUS_CHANGE, audit
    )


def told(product: sqlite3.Row, language: str = "en") -> JSON:
    """What a product says of its audit."""
    answer: JSON = {"audit": {"status": product["audit"]}}
    if reason := product["reason"]:
        answer["audit_failed_reasons"] = [
            {
                "listing_platform": "TIKTOK_SHOP",
                "position": "Product",
                "reasons": [REASONS[language].get(reason, reason)],
                "suggestions": [SUGGESTIONS[language]],
            }
        ]
    return answer


def edited(product: sqlite3.Row) -> JSON | None:
    version: JSON | None = json.loads(product["edited"]) if product["edited"] else None
    return version
