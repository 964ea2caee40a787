"""The items of a catalogue: their rows, and how they look when Graph is asked."""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from babel.numbers import format_currency, get_currency_precision

from plugins.facebook.fake.errors import wrong
from plugins.facebook.fake.rules import Data

SCHEMA = """
create table if not exists item (
    id integer primary key,
    retailer_id text not null unique,
    group_id text not null default '',
    title text not null default '',
    data text not null,
    created_at real not null,
    changed_at real not null,
    picture_status text not null default 'NO_STATUS',
    errors text not null default '[]'
);
create index if not exists item_group on item (group_id);
"""

FIRST_ID = 4_405_565_689_470_000
FIRST_GROUP = 5_500_000_000_000_000
CHUNK = 500

#: Graph's name of a field, and the one that items_batch and feeds use.
NAMES = {
    "name": "title",
    "description": "description",
    "url": "link",
    "image_url": "image_link",
    "additional_image_urls": "additional_image_link",
    "availability": "availability",
    "condition": "condition",
    "brand": "brand",
    "gtin": "gtin",
    "color": "color",
    "size": "size",
    "material": "material",
    "pattern": "pattern",
    "gender": "gender",
    "age_group": "age_group",
    "category": "google_product_category",
    "product_type": "product_type",
    "inventory": "quantity_to_sell_on_facebook",
    "quantity_to_sell_on_facebook": "quantity_to_sell_on_facebook",
    "retailer_product_group_id": "item_group_id",
    "visibility": "visibility",
    "status": "status",
}
DEFAULTS = {"visibility": "published", "status": "active"}
#: What a sandbox refuses to sell, so that a rejection can be seen.
FORBIDDEN_WORDS = re.compile(r"thuốc lá|cigarette|tobacco", re.IGNORECASE)


def next_id(rows: sqlite3.Connection) -> int:
    (last,) = rows.execute("select max(id) from item").fetchone()
    return (last or FIRST_ID) + 1


def read(rows: sqlite3.Connection, retailer_ids: Iterable[str]) -> dict[str, Data]:
    """The stored items under these ids, a few hundred at a time."""
    ids = sorted(set(retailer_ids))
    found: dict[str, Data] = {}
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        marks = ",".join("?" * len(some))
        query = f"select retailer_id, data from item where retailer_id in ({marks})"  # noqa: S608
        found.update((row[0], json.loads(row[1])) for row in rows.execute(query, some))
    return found


def save(rows: sqlite3.Connection, items: Mapping[str, Data], *, now: float) -> None:
    start = next_id(rows)
    rows.executemany(
        "insert into item"
        " (id, retailer_id, group_id, title, data, created_at, changed_at)"
        " values (?, ?, ?, ?, ?, ?, ?) on conflict (retailer_id) do update set"
        " group_id = excluded.group_id, title = excluded.title, data = excluded.data,"
        " changed_at = excluded.changed_at",
        (
            (
                start + number,
                retailer_id,
                str(data.get("item_group_id", "")),
                str(data.get("title", "")),
                json.dumps(data, ensure_ascii=False),
                now,
                now,
            )
            for number, (retailer_id, data) in enumerate(items.items())
        ),
    )


def delete(rows: sqlite3.Connection, retailer_ids: Iterable[str]) -> None:
    rows.executemany(
        "delete from item where retailer_id = ?", ((one,) for one in retailer_ids)
    )


def lay_over(old: Data | None, sent: Data) -> Data:
    """What was sent wins; an empty string takes a field away."""
    merged = {**(old or {}), **sent}
    return {name: value for name, value in merged.items() if value not in ("", None)}


def from_graph_names(sent: Data) -> Data:
    """Items written one by one carry Graph's names and integer prices."""
    data: Data = {feed: sent[graph] for graph, feed in NAMES.items() if graph in sent}
    currency = str(sent.get("currency", ""))
    for field in ("price", "sale_price"):
        if field in sent:
            data[field] = price_text(str(sent[field]), currency)
    return data


def price_text(amount: str, currency: str) -> str:
    if not re.fullmatch(r"-?\d+", amount) or not re.fullmatch(r"[A-Z]{3}", currency):
        raise wrong("Param price must be an integer, with a currency beside it")
    whole = Decimal(amount).scaleb(-get_currency_precision(currency))
    return f"{whole} {currency}"


# Reading


class Reader:
    """Turns rows into Graph objects with just the fields asked for."""

    def __init__(self, *, prices: str, review_seconds: float, now: float) -> None:
        self.prices = prices
        self.review_seconds = review_seconds
        self.now = now

    def node(self, row: sqlite3.Row, fields: Mapping[str, object]) -> Data:
        data = json.loads(row["data"])
        everything = self.whole(row, data)
        node = {name: everything[name] for name in fields if name in everything}
        if "product_group" in node and fields["product_group"]:
            group = everything["product_group"]
            wanted = fields["product_group"]
            assert isinstance(group, dict) and isinstance(wanted, dict)  # noqa: S101, PT018
            node["product_group"] = {k: v for k, v in group.items() if k in wanted}
        return {**node, "id": str(row["id"])}

    def whole(self, row: sqlite3.Row, data: Data) -> Data:
        node = {
            graph: data.get(feed, DEFAULTS.get(graph)) for graph, feed in NAMES.items()
        }
        review = self.review(row, data)
        node |= {
            "retailer_id": row["retailer_id"],
            "price": self.price(data.get("price")),
            "sale_price": self.price(data.get("sale_price")),
            "currency": str(data.get("price", "")).rpartition(" ")[2] or None,
            "review_status": review,
            "capability_to_review_status": [{"key": "SHOPS", "value": review.upper()}],
            "review_rejection_reasons": ["DEFAULT"] if review == "rejected" else [],
            "image_fetch_status": row["picture_status"],
            "errors": json.loads(row["errors"]),
            "product_group": group_of(row["group_id"] or row["retailer_id"]),
        }
        return {name: value for name, value in node.items() if value is not None}

    def price(self, text: object) -> str | None:
        if not text:
            return None
        amount, _, currency = str(text).partition(" ")
        if self.prices == "code":
            return str(text)
        return format_currency(Decimal(amount), currency, locale="en_US")

    def review(self, row: sqlite3.Row, data: Data) -> str:
        if self.now < row["changed_at"] + self.review_seconds:
            return "pending" if row["created_at"] == row["changed_at"] else "outdated"
        words = f"{data.get('title')} {data.get('description')}"
        return "rejected" if FORBIDDEN_WORDS.search(words) else "approved"


def group_of(retailer_id: str) -> Data:
    """A group's id follows from its name: the sandbox keeps no rows for groups."""
    number = int.from_bytes(retailer_id.encode()[-6:].rjust(6, b"\0"), "big")
    return {"id": str(FIRST_GROUP + number), "retailer_id": retailer_id}


def parse_fields(text: str, default: str = "id,retailer_id,name") -> dict[str, object]:
    """Graph's `id,product_group{id,retailer_id}` as nested dicts."""
    return nested(iter(re.findall(r"[\w.]+|[{}]", text or default)))


def nested(words: Iterator[str]) -> dict[str, object]:
    found: dict[str, object] = {}
    last = ""
    for word in words:
        if word == "}":
            break
        if word == "{":
            found[last] = nested(words)
        else:
            last = word
            found[last] = {}
    return found


def where(filter_: object) -> tuple[str, list[str]]:
    """The SQL of a `filter`; only what a shop needs is understood."""
    if filter_ is None:
        return "1", []
    if isinstance(filter_, dict) and len(filter_) == 1:
        ((name, rule),) = filter_.items()
        if name in {"or", "and"} and isinstance(rule, list) and rule:
            parts = [where(one) for one in rule]
            sql = f" {name} ".join(f"({part})" for part, _ in parts)
            return sql, [value for _, values in parts for value in values]
        column = {"retailer_id": "retailer_id", "product_group_id": "group_id"}.get(
            name
        )
        if column and isinstance(rule, dict) and len(rule) == 1:
            return compare(column, *next(iter(rule.items())))
    raise wrong("Param filter is not a valid filter")


def compare(column: str, operator: str, value: object) -> tuple[str, list[str]]:
    if operator == "eq":
        return f"{column} = ?", [str(value)]
    if operator == "is_any" and isinstance(value, list):
        marks = ",".join("?" * len(value))
        return f"{column} in ({marks})", [str(one) for one in value]
    raise wrong(f"Param filter: operator {operator} is not supported here")
