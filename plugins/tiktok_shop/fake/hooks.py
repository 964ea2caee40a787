"""What the platform tells by itself: signed, and then sent as badly as switches say."""

import json
import sqlite3
import time
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock, Thread
from urllib.error import URLError

from plugins.tiktok_shop.fake import numbers, signatures
from plugins.tiktok_shop.fake.app import APP_KEY, APP_SECRET
from storefront.contract import clock
from storefront.contract.sandbox import Sandbox
from storefront.contract.webhooks import Delivery

SCHEMA = """
create table if not exists door (
    shop text not null,
    event text not null,
    address text not null,
    created_at integer not null,
    updated_at integer not null,
    primary key (shop, event)
) without rowid;
create table if not exists hook (
    id integer primary key autoincrement,
    shop text not null,
    event text not null,
    body text not null,
    due_at real not null,
    tries integer not null default 0
);
"""

ORDER_STATUS_CHANGE = 1
RECIPIENT_ADDRESS_UPDATE = 3
PRODUCT_STATUS_CHANGE = 5
SELLER_DEAUTHORIZATION = 6
CANCELLATION_STATUS_CHANGE = 11
RETURN_STATUS_CHANGE = 12
PRODUCT_INFORMATION_CHANGE = 15
PRODUCT_CREATION = 16
PRODUCT_AUDIT_STATUS_CHANGE = 37

#: What a shop may ask to be told of.
EVENTS = {
    ORDER_STATUS_CHANGE: "ORDER_STATUS_CHANGE",
    RECIPIENT_ADDRESS_UPDATE: "RECIPIENT_ADDRESS_UPDATE",
    PRODUCT_STATUS_CHANGE: "PRODUCT_STATUS_CHANGE",
    SELLER_DEAUTHORIZATION: "SELLER_DEAUTHORIZATION",
    CANCELLATION_STATUS_CHANGE: "CANCELLATION_STATUS_CHANGE",
    RETURN_STATUS_CHANGE: "RETURN_STATUS_CHANGE",
    PRODUCT_INFORMATION_CHANGE: "PRODUCT_INFORMATION_CHANGE",
    PRODUCT_CREATION: "PRODUCT_CREATION",
    PRODUCT_AUDIT_STATUS_CHANGE: "PRODUCT_AUDIT_STATUS_CHANGE",
}

#: How long after each try that was not taken the next one comes. The real ones are
#: said to be 2 minutes, 30 minutes, 3 hours and 12 hours, a sixtieth of which will do.
RETRIES = (2.0, 30.0, 180.0, 720.0)
#: The shop must have answered by then.
PATIENCE = 3
#: Shuffled ones are sent at some moment within so many seconds.
SHUFFLE = 2.0


@dataclass(frozen=True, slots=True)
class Hook:
    number: int
    shop: str
    event: str
    body: bytes
    tries: int

    @property
    def headers(self) -> dict[str, str]:
        signature = signatures.of_webhook(self.body, app_key=APP_KEY, secret=APP_SECRET)
        return {"Content-Type": "application/json", "Authorization": signature}


def write(
    sandbox: Sandbox,
    rows: sqlite3.Connection,
    shop: str,
    kind: int,
    data: Mapping[str, object],
) -> None:
    """Put down what is to be told, as often as the switches say, if a door is open."""
    event = EVENTS[kind]
    if not doors_of(rows, shop, event):
        return
    body = body_of(shop, kind, data, name=numbers.take(rows, "notification"))
    for _ in range(1 + sandbox.number("doubled_hooks")):
        if sandbox.random.random() * 100 < sandbox.number("lost_hooks"):
            continue
        wait = float(sandbox.number("late_hooks"))
        if sandbox.on("shuffled_hooks"):
            wait += sandbox.random.uniform(0, SHUFFLE)
        rows.execute(
            "insert into hook (shop, event, body, due_at) values (?, ?, ?, ?)",
            (shop, event, body, time.time() + wait),
        )


def doors_of(rows: sqlite3.Connection, shop: str, event: str) -> bool:
    found = rows.execute(
        "select 1 from door where shop = ? and event = ?", (shop, event)
    ).fetchone()
    return found is not None


def body_of(shop: str, kind: int, data: Mapping[str, object], *, name: str) -> str:
    told = {
        "type": kind,
        "tts_notification_id": name,
        "shop_id": shop,
        "timestamp": int(clock.now().timestamp()),
        "data": data,
    }
    return json.dumps(told, separators=(",", ":"), ensure_ascii=False)


def milliseconds() -> int:
    return int(clock.now().timestamp() * 1000)


def delivery(shop: str, kind: int, data: Mapping[str, object]) -> Delivery:
    """As it arrives at the shop's door."""
    body = body_of(shop, kind, data, name=str(numbers.FIRST["notification"])).encode()
    headers = Hook(1, shop, EVENTS[kind], body, tries=0).headers
    return Delivery("POST", {k.lower(): text for k, text in headers.items()}, {}, body)


def due(sandbox: Sandbox, *, until: float) -> list[Hook]:
    """What is to be sent by then, in the order in which it falls due."""
    with sandbox.reading() as rows:
        found = rows.execute(
            "select * from hook where due_at <= ? order by due_at, id", (until,)
        )
        return [
            Hook(r["id"], r["shop"], r["event"], r["body"].encode(), r["tries"])
            for r in found
        ]


def sent(sandbox: Sandbox, hook: Hook) -> None:
    with sandbox.writing() as rows:
        rows.execute("delete from hook where id = ?", (hook.number,))


def not_taken(sandbox: Sandbox, hook: Hook) -> None:
    """Come again a few times, and then never: the same, under the same id."""
    if hook.tries >= len(RETRIES):
        sent(sandbox, hook)
        return
    with sandbox.writing() as rows:
        rows.execute(
            "update hook set tries = tries + 1, due_at = ? where id = ?",
            (time.time() + RETRIES[hook.tries], hook.number),
        )


class Postman:
    """Takes out what is due, in a thread that lives while something is left: a webhook
    for an open door, or an audit of which one may come.
    """

    def __init__(self, sandbox: Sandbox, settle: Callable[[], bool]) -> None:
        """`settle` ends the audits that are due, and says whether others wait."""
        self.sandbox = sandbox
        self.settle = settle
        self.lock = Lock()
        self.walking = False

    def start(self) -> None:
        with self.lock:
            if self.walking:
                return
            self.walking = True
        Thread(target=self.walk, daemon=True).start()

    def walk(self) -> None:
        with suppress(sqlite3.Error):  # the sandbox was closed
            while self.goes_on():
                doors = self.doors()
                for hook in due(self.sandbox, until=time.time()):
                    if address := doors.get((hook.shop, hook.event)):
                        self.take_out(hook, address)
                time.sleep(0.05)

    def goes_on(self) -> bool:
        """Under the lock, so that nothing is written down between this and the end."""
        with self.lock:
            audits = self.settle()
            with self.sandbox.reading() as rows:
                left = rows.execute("select 1 from hook limit 1").fetchone()
            self.walking = audits or left is not None
            return self.walking

    def doors(self) -> dict[tuple[str, str], str]:
        with self.sandbox.reading() as rows:
            found = rows.execute("select * from door")
            return {(row["shop"], row["event"]): row["address"] for row in found}

    def take_out(self, hook: Hook, address: str) -> None:
        if knock(address, hook):
            sent(self.sandbox, hook)
        else:
            not_taken(self.sandbox, hook)


def knock(address: str, hook: Hook) -> bool:
    """200 is taken; so is 401, as the documentation has it."""
    request = urllib.request.Request(  # noqa: S310 -- http(s), checked when it was given
        address, data=hook.body, headers=hook.headers, method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except URLError as error:
        return getattr(error, "code", 0) == 401
    except OSError:
        return False
