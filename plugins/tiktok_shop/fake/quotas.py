"""How often an app may call for a shop, and how much a shop may list in a day."""

import sqlite3
import time

from storefront.contract import clock
from storefront.contract.sandbox import Sandbox

SCHEMA = """
create table if not exists called (
    shop text not null, second integer not null, calls integer not null,
    primary key (shop, second)
) without rowid;
create table if not exists listed (
    shop text not null, day text not null, products integer not null,
    primary key (shop, day)
) without rowid;
"""


def is_over(sandbox: Sandbox, shop: str, *, most: int) -> bool:
    """Count the call; a refused one counts as well."""
    if not most:
        return False
    second = int(time.time())
    with sandbox.writing() as rows:
        rows.execute("delete from called where second < ?", (second,))
        row = rows.execute(
            "insert into called values (?, ?, 1)"
            " on conflict do update set calls = calls + 1 returning calls",
            (shop, second),
        ).fetchone()
    return bool(row["calls"] > most)


def may_list(rows: sqlite3.Connection, shop: str, *, most: int) -> bool:
    """Count a new product of today, unless there were too many."""
    day = f"{clock.now():%Y-%m-%d}"
    row = rows.execute(
        "insert into listed values (?, ?, 1)"
        " on conflict do update set products = products + 1 returning products",
        (shop, day),
    ).fetchone()
    return not most or bool(row["products"] <= most)
