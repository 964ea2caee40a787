"""The platform behind Demo Shop, awkward on purpose. README.md lists how."""

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import ClassVar, TypedDict

from plugins.demo.fake import categories, consent, hooks, orders
from plugins.demo.fake.cards import card, order_card
from storefront.contract.data import Text
from storefront.contract.sandbox import Reply, Request, Sandbox, Shown, Switch, route
from storefront.contract.webhooks import Delivery

SCHEMA = """
create table if not exists product (
    id integer primary key autoincrement,
    shop text not null,
    title text not null,
    content text not null,
    findable_at real not null
);
create table if not exists sku (
    id integer primary key autoincrement,
    product integer not null,
    sku text not null,
    price integer not null,
    currency text not null,
    stock integer
);
create index if not exists sku_by_name on sku (sku);
create index if not exists sku_by_product on sku (product);
"""

SWITCHES = (
    Switch(
        "thinking",
        Text(vi="Trả lời sau 50–500 mili giây", en="Answers after 50-500 milliseconds"),
    ),
    Switch(
        "settling",
        Text(
            vi="Tìm thấy sản phẩm mới sau (mili giây)",
            en="Finds a new product after (milliseconds)",
        ),
        default=500,
        suggested=2000,
    ),
    Switch(
        "moody",
        Text(vi="Bảo thử lại sau (%)", en="Says try again (%)"),
        default=0,
        suggested=30,
    ),
    Switch(
        "without",
        Text(vi="Bỏ ngành hàng số", en="Drops the category numbered"),
        default=0,
        suggested=114,
    ),
    Switch("too_fast", Text(vi="Bảo chậm lại", en="Says slow down")),
    Switch("revoked", Text(vi="Thu hồi mã truy cập", en="Tokens revoked")),
)


#: So many products are on one page of a shop's list.
PAGE = 50


NEWEST_ORDERS = 12


class Sku(TypedDict):
    sku: str
    price: int
    currency: str
    stock: int | None


class Product(TypedDict):
    title: str
    skus: list[Sku]


class Wrong(Exception):
    """What the platform says of an item, as `error` in an answer with HTTP 200."""


class DemoSandbox(Sandbox):
    name = "Demo Shop"
    schema = SCHEMA + orders.SCHEMA + hooks.SCHEMA + consent.SCHEMA
    switches = (*SWITCHES, *consent.SWITCHES, *hooks.SWITCHES)
    hidden = frozenset({"code", "refresh", "secret"})
    seeded: ClassVar[Mapping[str, str]] = {
        "shop": "demo",
        "token": "demo-token",
        "secret": hooks.SECRET,
        "app_key": consent.APP_KEY,
    }

    def __init__(self, path: Path, *, seed: int | None = None) -> None:
        super().__init__(path, seed=seed)
        self.postman = hooks.Postman(self)

    def before(self, request: Request) -> Reply | None:
        if request.path.startswith("/consent"):
            return None
        if self.on("revoked") or not shop_of(request):
            return no("bad_token", status=401)
        if self.on("too_fast"):
            return no("too_fast")
        if self.random.random() * 100 < self.number("moody"):
            return no("try_again")
        return None

    def answer(self, request: Request) -> Reply:
        """Act, then think: a call that is cut off meanwhile has been carried out."""
        try:
            reply = super().answer(self.known(request))
        except Wrong as error:
            reply = no(str(error))
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
            reply = no("malformed")
        if self.on("thinking"):
            time.sleep(self.random.uniform(0.05, 0.5))
        return reply

    def known(self, request: Request) -> Request:
        """Put the shop's own token in the place of one that a consent gave."""
        token = request.headers.get("X-Shop-Token", "")
        if not token.startswith("oauth."):
            return request
        cipher = request.headers.get("X-Shop-Cipher", "")
        shop = consent.shop_behind(self, token, cipher)
        headers = copy(request.headers)
        headers.replace_header("X-Shop-Token", f"{shop}-token" if shop else "")
        return replace(request, headers=headers)

    @classmethod
    def unwell(cls) -> Reply:
        return no("try_again")

    @classmethod
    def delivery(cls) -> Delivery:
        return hooks.delivery("demo", order=1)

    def unknown(self, request: Request) -> Reply:
        return no("not_found", status=404)

    @route("GET", "/consent")
    def consent_page(self, request: Request) -> Reply:
        if request.query.get("app") != consent.APP_KEY:
            return no("unknown_app")
        answered = "answer" in request.query
        return consent.decide(self, request) if answered else consent.ask(request)

    @route("POST", "/consent/token")
    def tokens(self, request: Request) -> Reply:
        asked = request.form
        if (asked["app"], asked["secret"]) != (consent.APP_KEY, consent.APP_SECRET):
            return no("unknown_app")
        if self.on("revoked"):
            return no("bad_refresh")
        if "refresh" in asked:
            given = consent.renew(self, asked["refresh"])
            return yes(**given) if given else no("bad_refresh")
        given = consent.trade(self, asked["code"], asked["callback"])
        return yes(**given) if given else no("bad_code")

    @route("GET", "/account")
    def account(self, request: Request) -> Reply:
        return yes(shop=shop_of(request))

    @route("POST", "/products")
    def create(self, request: Request) -> Reply:
        """Always a new product, even when its twin was created a moment ago."""
        body = self.read_product(request)
        findable_at = time.time() + self.number("settling") / 1000
        with self.writing() as rows:
            added = rows.execute(
                "insert into product (shop, title, content, findable_at)"
                " values (?, ?, ?, ?)",
                (shop_of(request), body["title"], json.dumps(body), findable_at),
            )
            number = added.lastrowid or 0
            save_skus(rows, number, body["skus"])
            return yes(id=number, skus=numbers(rows, number))

    def read_product(self, request: Request) -> Product:
        body: Product = json.loads(request.body)
        title = body["title"].strip()
        if not title:
            raise Wrong("title_missing")
        if len(title) > 120:
            raise Wrong("title_too_long")
        if error := categories.wrong(body, without=self.number("without")):
            raise Wrong(error)
        return {**body, "title": title, "skus": [read_sku(sku) for sku in body["skus"]]}

    @route("PUT", "/products/{number}")
    def replace(self, request: Request, number: str) -> Reply:
        """A sku that is left out is deleted; one that stays keeps its number."""
        body = self.read_product(request)
        with self.writing() as rows:
            changed = rows.execute(
                "update product set title = ?, content = ? where id = ? and shop = ?",
                (body["title"], json.dumps(body), number, shop_of(request)),
            )
            if not changed.rowcount:
                return self.unknown(request)
            save_skus(rows, int(number), body["skus"])
            return yes(id=int(number), skus=numbers(rows, int(number)))

    @route("PUT", "/products/{number}/skus/{sku}")
    def change(self, request: Request, number: str, sku: str) -> Reply:
        body = json.loads(request.body)
        with self.writing() as rows:
            row = rows.execute(
                "select sku.* from sku join product on product.id = sku.product"
                " where sku.id = ? and product.id = ? and shop = ?",
                (sku, number, shop_of(request)),
            ).fetchone()
            if row is None:
                return self.unknown(request)
            new = read_sku({**row_as_sku(row), **body})
            rows.execute(
                "update sku set price = ?, stock = ? where id = ?",
                (new["price"], new["stock"], sku),
            )
        return yes(id=int(sku))

    @route("DELETE", "/products/{number}")
    def delete(self, request: Request, number: str) -> Reply:
        with self.writing() as rows:
            gone = rows.execute(
                "delete from product where id = ? and shop = ?",
                (number, shop_of(request)),
            )
            if gone.rowcount:
                rows.execute("delete from sku where product = ?", (number,))
        return yes() if gone.rowcount else self.unknown(request)

    @route("GET", "/products")
    def products(self, request: Request) -> Reply:
        """One sku's products, or a page of all that there are."""
        by_sku = "sku" in request.query
        return self.search(request) if by_sku else self.everything(request)

    def search(self, request: Request) -> Reply:
        """The oldest first. What was created just now is not found yet."""
        with self.reading() as rows:
            found = rows.execute(
                "select distinct product.id from product"
                " join sku on sku.product = product.id"
                " where sku = ? and shop = ? and findable_at <= ? order by product.id",
                (request.query["sku"], shop_of(request), time.time()),
            ).fetchall()
            products = [{"id": n, "skus": numbers(rows, n)} for (n,) in found]
        return yes(products=products)

    def everything(self, request: Request) -> Reply:
        """A page of all, also of what `search` does not find yet; `next` says go on."""
        with self.reading() as rows:
            found = rows.execute(
                "select * from product where shop = ? and id > ? order by id limit ?",
                (shop_of(request), int(request.query["after"]), PAGE + 1),
            ).fetchall()
            products = [whole(rows, product) for product in found[:PAGE]]
        more = len(found) > PAGE
        return yes(products=products, next=products[-1]["id"] if more else None)

    @route("GET", "/categories")
    def tree(self, request: Request) -> Reply:
        """A page of the whole tree; each says what it is under."""
        after = int(request.query.get("after") or 0)
        page, following = categories.page_after(after, without=self.number("without"))
        return yes(categories=page, next=following)

    @route("GET", "/categories/{number}/attributes")
    def asked(self, request: Request, number: str) -> Reply:
        return yes(attributes=categories.attributes_of(int(number)))

    @route("GET", "/categories/recommended")
    def recommended(self, request: Request) -> Reply:
        return yes(id=categories.recommended(request.query["title"]))

    @route("GET", "/orders")
    def list_orders(self, request: Request) -> Reply:
        since, cursor = int(request.query["since"]), request.query.get("cursor", "")
        with self.reading() as rows:
            page, following = orders.updated_since(
                rows, shop_of(request), since, cursor
            )
        return yes(orders=page, next=following)

    @route("GET", "/orders/some")
    def some_orders(self, request: Request) -> Reply:
        ids = request.query["ids"].split(",")
        with self.reading() as rows:
            return yes(orders=orders.by_number(rows, shop_of(request), ids))

    @route("PUT", "/door")
    def open_door(self, request: Request) -> Reply:
        """Where the shop wants to be told of its orders."""
        address = json.loads(request.body)["address"]
        if not address.startswith(("http://", "https://")):
            raise Wrong("malformed")
        with self.writing() as rows:
            rows.execute(
                "insert or replace into door values (?, ?)", (shop_of(request), address)
            )
        self.postman.start()
        return yes()

    def sell(self, shop: str, wanted: Mapping[str, int], *, state: str = "paid") -> str:
        """Somebody buys so many of each sku. Raises SoldOut."""
        with self.writing() as rows:
            number = orders.place(rows, shop, wanted, state=state)
            hooks.write(self, rows, shop, number)
        self.postman.start()
        return str(number)

    def move(self, number: str, state: str) -> None:
        with self.writing() as rows:
            shop = orders.move(rows, int(number), state)
            hooks.write(self, rows, shop, int(number))
        self.postman.start()

    def do(self, deed: str, item: str) -> None:
        if deed == "buy":
            shop, _, sku = item.partition("/")
            self.sell(shop, {sku: 1})
        elif deed in orders.STATES:
            self.move(item, deed)
        else:
            super().do(deed, item)

    def items(self) -> Iterator[Mapping[str, object]]:
        with self.reading() as rows:
            for product in rows.execute("select * from product order by id"):
                yield {"shop": product["shop"], **whole(rows, product)}

    def count(self) -> int:
        with self.reading() as rows:
            return int(rows.execute("select count(*) from product").fetchone()[0])

    def doubles(self) -> int:
        """How many products are there once too often: the same sku in the same shop."""
        with self.reading() as rows:
            row = rows.execute(
                "select coalesce(sum(times - 1), 0) from (select count(*) as times"
                " from sku join product on product.id = sku.product group by shop, sku)"
            ).fetchone()
        return int(row[0])

    def order_count(self) -> int:
        with self.reading() as rows:
            return orders.count(rows)

    def tallies(self) -> list[tuple[Text, str]]:
        return [
            (Text(vi="Sản phẩm", en="Products"), str(self.count())),
            (Text(vi="Đơn hàng", en="Orders"), str(self.order_count())),
            (Text(vi="Mã hàng bị trùng", en="Doubled SKUs"), str(self.doubles())),
        ]

    def shown(self, *, words: str, offset: int, limit: int) -> list[Shown]:
        """The newest orders, then the products; who looks for something sees those."""
        with self.reading() as rows:
            newest = [] if words else orders.every(rows, limit=NEWEST_ORDERS)
            first = [order_card(order) for order in newest[offset : offset + limit]]
            products = rows.execute(
                "select * from product where title like ? order by id desc"
                " limit ? offset ?",
                (f"%{words}%", limit - len(first), max(offset - len(newest), 0)),
            ).fetchall()
            return first + [card(rows, product) for product in products]


def shop_of(request: Request) -> str:
    """The token says whose call it is: `demo-token` is the shop demo's."""
    shop, dash, word = request.headers.get("X-Shop-Token", "").rpartition("-")
    return shop if dash and word == "token" else ""


def yes(**answer: object) -> Reply:
    return Reply.json({"ok": True, **answer})


def no(error: str, *, status: int = 200) -> Reply:
    return Reply.json({"ok": False, "error": error}, status=status)


def read_sku(sku: Sku) -> Sku:
    price, stock = sku["price"], sku["stock"]
    if not isinstance(price, int) or not isinstance(stock, int | None):
        raise Wrong("malformed")
    if price <= 0:
        raise Wrong("price_not_positive")
    return sku


def row_as_sku(row: sqlite3.Row) -> Sku:
    return {
        "sku": row["sku"],
        "price": row["price"],
        "currency": row["currency"],
        "stock": row["stock"],
    }


def save_skus(rows: sqlite3.Connection, product: int, skus: Iterable[Sku]) -> None:
    known = numbers(rows, product)
    for sku in skus:
        values = (sku["price"], sku["currency"], sku["stock"])
        if number := known.pop(sku["sku"], None):
            rows.execute(
                "update sku set price = ?, currency = ?, stock = ? where id = ?",
                (*values, number),
            )
        else:
            rows.execute(
                "insert into sku (product, sku, price, currency, stock)"
                " values (?, ?, ?, ?, ?)",
                (product, sku["sku"], *values),
            )
    for number in known.values():
        rows.execute("delete from sku where id = ?", (number,))


def whole(rows: sqlite3.Connection, product: sqlite3.Row) -> dict[str, object]:
    """A product as it was sent, with today's skus."""
    content = json.loads(product["content"])
    sent = {sku["sku"]: sku for sku in content["skus"]}
    skus = rows.execute(
        "select * from sku where product = ? order by id", (product["id"],)
    )
    now = [{**sent.get(sku["sku"], {}), **dict(sku)} for sku in skus]
    return {**content, "id": product["id"], "skus": now}


def numbers(rows: sqlite3.Connection, product: int) -> dict[str, int]:
    found = rows.execute(
        "select sku, id from sku where product = ? order by id", (product,)
    )
    return {row["sku"]: row["id"] for row in found}
