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
from plugins.tiktok_shop.fake.seller import SHOPS
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

    def connect(self) -> Connection:
        return connect(
            service="tiktok.shop", credentials=KEYS, api_address=self.address
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
    for product in Product.objects.all():
        product.title_vi = f"{product.title_vi}, chống đầy hơi, cổ rộng"
        product.save(update_fields=["title_vi"])
    Variant.objects.update(weight_grams=300)
    held = BytesIO()
    Image.new("RGB", (800, 800), "tomato").save(held, "JPEG")
    for picture in Picture.objects.all():
        default_storage.save(str(picture.rendition), ContentFile(held.getvalue()))
    for category in Category.objects.all():
        CategoryChoice.objects.create(
            connection=connection, category=category, external_id=BOWLS
        )
