"""TikTok Shop's sandbox in a process of its own, and a connection to it."""

import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from plugins.tiktok_shop.fake.app import ACCESS_TOKEN, APP_KEY, APP_SECRET, SERVICE_ID
from plugins.tiktok_shop.fake.seller import SHOPS, Shop
from plugins.tiktok_shop.sandbox import TikTokShopSandbox
from storefront.catalog.models import Category, Picture, Product, Variant
from storefront.channels.models import CategoryChoice
from storefront.connections.models import Connection
from storefront.connections.services import connect

SERVE = """
import sys, threading
from pathlib import Path
from plugins.tiktok_shop.sandbox import TikTokShopSandbox
from storefront.contract.sandbox import running
with running(TikTokShopSandbox(Path(sys.argv[1]))) as address:
    print(address, flush=True)
    threading.Event().wait()
"""
KEYS = {
    "app_key": APP_KEY,
    "app_secret": APP_SECRET,
    "service_id": SERVICE_ID,
    "shop_id": SHOPS[0].id,
    "shop_cipher": SHOPS[0].cipher,
    "access_token": ACCESS_TOKEN,
}
BOWLS = "600154"
#: Titles have 25 characters and more there.
LONGER = ", chống đầy hơi, cổ rộng"


@dataclass
class TikTok:
    address: str
    path: Path

    @property
    def store(self) -> TikTokShopSandbox:
        """The platform's own file: what it holds and what it was asked."""
        return TikTokShopSandbox(self.path)

    def turn(self, name: str, value: object) -> None:
        body = urlencode({"name": name, "value": str(value)}).encode()
        urllib.request.urlopen(f"{self.address}/_sandbox/switch", body).close()

    def connect(self, *, address: str = "", shop: Shop = SHOPS[0]) -> Connection:
        """At another address, if something stands between."""
        facts = KEYS | {"shop_id": shop.id, "shop_cipher": shop.cipher}
        return connect(
            service="tiktok.shop",
            credentials=facts,
            api_address=address or self.address,
        )

    def calls(self) -> Counter[str]:
        """How often each thing was asked for, by the platform's own log."""
        with self.store.reading() as rows:
            found = rows.execute("select method, path from sandbox_log").fetchall()
        return Counter(f"{row['method']} {deed_of(row['path'])}" for row in found)

    def prices(self) -> dict[str, int]:
        """By our SKU, in dong."""
        with self.store.reading() as rows:
            found = rows.execute("select seller_sku, amount from sku").fetchall()
        return {row["seller_sku"]: int(row["amount"]) for row in found}

    def held(self, shop: str) -> list[tuple[str, int, int]]:
        """What can be bought there: our SKU, its price in dong, and how many."""
        with self.store.reading() as rows:
            found = rows.execute(
                "select seller_sku, amount, coalesce(sum(quantity), 0) as units"
                " from sku join product on product.id = sku.product"
                " left join stock on stock.sku = sku.id"
                " where shop = ? and status != 'DELETED' group by sku.id",
                (shop,),
            ).fetchall()
        return [(row["seller_sku"], int(row["amount"]), row["units"]) for row in found]

    def stock(self, sku: str) -> int | None:
        """How many of it can be bought there; None: it is not there."""
        held = self.held(SHOPS[0].id)
        return next((units for name, _, units in held if name == sku), None)

    def orders(self, sku: str = "") -> dict[str, str]:
        """The state of each, the newest first; of one thing, or all."""
        with self.store.reading() as rows:
            found = rows.execute(
                "select id, status from purchase where units like ? order by id desc",
                (f'%"{sku}%',),
            ).fetchall()
        return {row["id"]: row["status"] for row in found}

    def hooks_left(self) -> int:
        with self.store.reading() as rows:
            (left,) = rows.execute("select count(*) from hook").fetchone()
        return int(left)

    def repeated_creates(self) -> int:
        """How many said word for word, under its key, what was said before."""
        with self.store.reading() as rows:
            (repeated,) = rows.execute(
                "select count(*) - count(distinct digest) from sandbox_log"
                " where method = 'POST' and path like '/product/202309/products?%'"
            ).fetchone()
        return int(repeated)

    def doubled(self) -> int:
        with self.store.reading() as rows:
            found = rows.execute("select seller_sku from sku").fetchall()
        counted = Counter(row["seller_sku"] for row in found)
        return sum(number - 1 for number in counted.values())


def deed_of(path: str) -> str:
    """Without the numbers of products, and the query."""
    steps = path.partition("?")[0].split("/")
    return "/".join(step for step in steps if not step.isdecimal() or len(step) == 6)


@contextmanager
def tiktok(folder: Path) -> Iterator[TikTok]:
    path = folder / "tiktok_shop.sqlite3"
    command = [sys.executable, "-c", SERVE, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield TikTok(process.stdout.readline().strip(), path)
        finally:
            process.kill()


def furnish(connection: Connection) -> None:
    """Give all products what the platform asks for beside a price and a stock."""
    for product in Product.objects.exclude(title_vi__endswith=LONGER):
        product.title_vi += LONGER
        product.save(update_fields=["title_vi"])
    Variant.objects.update(weight_grams=300)
    held = BytesIO()
    Image.new("RGB", (800, 800), "tomato").save(held, "JPEG")
    for picture in Picture.objects.all():
        if default_storage.exists(str(picture.rendition)):
            continue
        default_storage.save(str(picture.rendition), ContentFile(held.getvalue()))
    for category in Category.objects.all():
        CategoryChoice.objects.get_or_create(
            connection=connection,
            category=category,
            defaults={"external_id": BOWLS},
        )
