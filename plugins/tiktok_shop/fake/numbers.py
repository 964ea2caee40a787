"""Ids: 19 digits, more than a float can hold, and told as text almost everywhere."""

import sqlite3

SCHEMA = """
create table if not exists numbered (kind text primary key, last integer not null);
"""

FIRST = {
    "product": 1729592969712207008,
    "sku": 1729592969712307012,
    "order": 576461413038785752,
    "line": 577086512123755123,
    "return": 4035318504086604017,
    "package": 1152321127278713123,
    "notification": 7380066284010030890,
    "brand": 7082427311584347905,
    "value": 7082427311584400001,
}
#: Ids are told apart by their last digits only, and never follow one another.
STEP = 257


def take(rows: sqlite3.Connection, kind: str) -> str:
    found = rows.execute(
        "insert into numbered values (?, ?)"
        " on conflict do update set last = last + ? returning last",
        (kind, FIRST[kind], STEP),
    ).fetchone()
    return str(found[0])
