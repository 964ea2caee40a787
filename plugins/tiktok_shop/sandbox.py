"""TikTok Shop as far as a shop in Vietnam needs it, on this machine.

What its documentation says is behaviour here; what it does not say is a switch.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import ClassVar

from plugins.tiktok_shop.fake import app, audits, hooks, images, returns, sales, shelf
from plugins.tiktok_shop.fake.cards import card, order_card
from plugins.tiktok_shop.fake.categories import Categories
from plugins.tiktok_shop.fake.consent import Consents
from plugins.tiktok_shop.fake.events import Events
from plugins.tiktok_shop.fake.images import Images
from plugins.tiktok_shop.fake.lookup import Lookups
from plugins.tiktok_shop.fake.offers import Offers
from plugins.tiktok_shop.fake.orders import Orders
from plugins.tiktok_shop.fake.products import Products
from plugins.tiktok_shop.fake.seller import SHOPS
from plugins.tiktok_shop.fake.shops import Shops
from storefront.contract.data import Text
from storefront.contract.sandbox import Reply, Request, Shown
from storefront.contract.sandbox.switches import Value
from storefront.contract.webhooks import Delivery

NEWEST_ORDERS = 12


class TikTokShopSandbox(
    Consents, Shops, Categories, Images, Lookups, Products, Offers, Orders, Events
):
    name = "TikTok Shop"
    schema = (
        Consents.schema
        + Categories.schema
        + images.SCHEMA
        + shelf.SCHEMA
        + sales.SCHEMA
        + returns.SCHEMA
        + hooks.SCHEMA
    )
    #: What staff enter; everything else comes with a seller's consent.
    seeded: ClassVar[Mapping[str, str]] = {
        "app_key": app.APP_KEY,
        "app_secret": app.APP_SECRET,
        "service_id": app.SERVICE_ID,
    }

    @cached_property
    def postman(self) -> hooks.Postman:
        return hooks.Postman(self, self.settle)

    def settle(self) -> bool:
        """End the audits that are due, and say whether others end by themselves."""
        audits.settle(self)
        return self.value("audit") != "wait" and audits.waiting(self)

    def answer(self, request: Request) -> Reply:
        self.settle()
        reply = super().answer(request)
        self.postman.start()
        return reply

    @classmethod
    def delivery(cls) -> Delivery:
        news = {
            "is_on_hold_order": True,
            "order_id": "576461413038785752",
            "order_status": "ON_HOLD",
            "update_time": 1718305585,
        }
        return hooks.delivery(SHOPS[0].id, hooks.ORDER_STATUS_CHANGE, news)

    def turn(self, name: str, value: Value) -> None:
        was = self.value(name)
        super().turn(name, value)
        if name == "revoked" and self.on("revoked") and not was:
            self.tell_of_leaving()
        self.postman.start()

    def tell_of_leaving(self) -> None:
        with self.writing() as rows:
            for shop in SHOPS:
                told = {"message": "The seller has removed the app's authorization."}
                hooks.write(self, rows, shop.id, hooks.SELLER_DEAUTHORIZATION, told)

    # What people do on the page

    def do(self, deed: str, item: str) -> None:
        if deed == "buy":
            shop, _, seller_sku = item.partition("/")
            self.sell(shop, {seller_sku: 1})
        elif deed in {"pass", "fail"}:
            self.judge(item, passed=deed == "pass")
        elif deed in sales.NEXT:
            self.move(item, deed)
        else:
            super().do(deed, item)
        self.postman.start()

    def judge(self, product: str, *, passed: bool) -> None:
        """Somebody answers an audit. Raises ValueError where there is none."""
        with self.writing() as rows:
            row = rows.execute(
                "select * from product where id = ? and audit = 'AUDITING'", (product,)
            ).fetchone()
            if row is None:
                raise ValueError(f"{product} is not being audited")
            audits.end(self, rows, product, passed=passed)

    # What it holds

    def items(self) -> Iterator[Mapping[str, object]]:
        with self.reading() as rows:
            for product in rows.execute("select * from product order by id"):
                skus = shelf.skus_of(rows, shelf.live(product))
                yield {
                    **dict(product),
                    "skus": [dict(row) for _, row in skus],
                    "stock": {
                        sku["id"]: [dict(s) for s in shelf.stock_of(rows, sku["id"])]
                        for sku, _ in skus
                    },
                }

    def count(self) -> int:
        with self.reading() as rows:
            row = rows.execute(
                "select count(*) from product where status != 'DELETED'"
            ).fetchone()
        return int(row[0])

    def order_count(self) -> int:
        with self.reading() as rows:
            return int(rows.execute("select count(*) from purchase").fetchone()[0])

    def tallies(self) -> list[tuple[Text, str]]:
        return [
            (Text(vi="Sản phẩm", en="Products"), str(self.count())),
            (Text(vi="Đơn hàng", en="Orders"), str(self.order_count())),
        ]

    def shown(self, *, words: str, offset: int, limit: int) -> list[Shown]:
        """The newest orders, then the products; who looks for something sees those."""
        with self.reading() as rows:
            newest = [] if words else sales.newest(rows, NEWEST_ORDERS)
            first = [order_card(order) for order in newest[offset : offset + limit]]
            products = rows.execute(
                "select * from product where status != 'DELETED'"
                " and json_extract(live, '$.title') like ?"
                " order by id desc limit ? offset ?",
                (f"%{words}%", limit - len(first), max(offset - len(newest), 0)),
            ).fetchall()
            return first + [card(rows, product) for product in products]
