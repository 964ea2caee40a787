"""What the platform tells by itself: signed, and then sent as badly as switches say."""

import hashlib
import hmac
import json
import sqlite3
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock, Thread
from urllib.error import URLError

from plugins.demo.fake.orders import milliseconds
from storefront.contract.data import Text
from storefront.contract.sandbox import Sandbox, Switch
from storefront.contract.webhooks import Delivery

SCHEMA = """
create table if not exists door (shop text primary key, address text not null);
create table if not exists hook (
    id integer primary key autoincrement,
    shop text not null,
    body text not null,
    due_at real not null,
    tries integer not null default 0
);
"""

SWITCHES = (
    Switch(
        "doubled_hooks",
        Text(vi="Báo thêm mấy lần nữa", en="Tells so many times more"),
        default=0,
        suggested=4,
    ),
    Switch(
        "lost_hooks",
        Text(vi="Mất tin báo (%)", en="Webhooks lost (%)"),
        default=0,
        suggested=30,
    ),
    Switch(
        "late_hooks",
        Text(vi="Báo trễ (giây)", en="Webhooks late (seconds)"),
        default=0,
        suggested=60,
    ),
    Switch("shuffled_hooks", Text(vi="Báo lộn thứ tự", en="Webhooks shuffled")),
)

#: One app for all shops signs everything it sends with this.
SECRET = "demo-secret"  # noqa: S105 -- of a make-believe platform
#: How long after each try that was not answered with 200 the next one comes.
RETRIES = (1.0, 5.0, 30.0)
#: Shuffled ones are sent at some moment within so many seconds.
SHUFFLE = 2.0


@dataclass(frozen=True, slots=True)
class Hook:
    number: int
    shop: str
    body: bytes
    tries: int

    @property
    def headers(self) -> dict[str, str]:
        return {
            "Content-Type": "application/json",
            "X-Demo-Signature": sign(self.body),
        }


def sign(body: bytes) -> str:
    return hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()


def write(sandbox: Sandbox, rows: sqlite3.Connection, shop: str, order: int) -> None:
    """Put down what is to be told of an order, as often as the switches say."""
    name = f"{order}-{milliseconds()}-{sandbox.random.getrandbits(32):08x}"
    body = body_of(shop, order, name=name)
    for _ in range(1 + sandbox.number("doubled_hooks")):
        if sandbox.random.random() * 100 < sandbox.number("lost_hooks"):
            continue
        wait = float(sandbox.number("late_hooks"))
        if sandbox.on("shuffled_hooks"):
            wait += sandbox.random.uniform(0, SHUFFLE)
        rows.execute(
            "insert into hook (shop, body, due_at) values (?, ?, ?)",
            (shop, body, time.time() + wait),
        )


def body_of(shop: str, order: int, *, name: str) -> str:
    event = {"id": name, "shop": shop, "what": "order", "order": order}
    return json.dumps({"events": [event]})


def delivery(shop: str, *, order: int) -> Delivery:
    """As it arrives at the shop's door."""
    body = body_of(shop, order, name=f"{order}-1").encode()
    headers = Hook(1, shop, body, tries=0).headers
    return Delivery("POST", {k.lower(): text for k, text in headers.items()}, {}, body)


def due(sandbox: Sandbox, *, until: float) -> list[Hook]:
    """What is to be sent by then, in the order in which it falls due."""
    with sandbox.reading() as rows:
        found = rows.execute(
            "select * from hook where due_at <= ? order by due_at, id", (until,)
        )
        return [
            Hook(row["id"], row["shop"], row["body"].encode(), row["tries"])
            for row in found
        ]


def sent(sandbox: Sandbox, hook: Hook) -> None:
    with sandbox.writing() as rows:
        rows.execute("delete from hook where id = ?", (hook.number,))


def not_taken(sandbox: Sandbox, hook: Hook) -> None:
    """Come again a few times, and then never."""
    if hook.tries >= len(RETRIES):
        sent(sandbox, hook)
        return
    with sandbox.writing() as rows:
        rows.execute(
            "update hook set tries = tries + 1, due_at = ? where id = ?",
            (time.time() + RETRIES[hook.tries], hook.number),
        )


class Postman:
    """Takes out what is due, in a thread that lives while there is something left for
    a shop that has a door.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
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
            while doors := self.doors():
                for hook in due(self.sandbox, until=time.time()):
                    if hook.shop in doors:
                        self.take_out(hook, doors[hook.shop])
                time.sleep(0.05)

    def doors(self) -> dict[str, str]:
        """Where something is to be brought. Under the lock, so that nothing is written
        down between this and the end.
        """
        with self.lock, self.sandbox.reading() as rows:
            found = rows.execute(
                "select distinct shop, address from hook join door using (shop)"
            )
            doors = {row["shop"]: row["address"] for row in found}
            self.walking = bool(doors)
            return doors

    def take_out(self, hook: Hook, address: str) -> None:
        if knock(address, hook):
            sent(self.sandbox, hook)
        else:
            not_taken(self.sandbox, hook)


def knock(address: str, hook: Hook) -> bool:
    request = urllib.request.Request(  # noqa: S310 -- http(s), checked when it was given
        address, data=hook.body, headers=hook.headers, method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=3) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
