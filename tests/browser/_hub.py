"""What staff do, in a process of its own: `fill ADDRESS STORE` and `edit N SEED`."""

import os
import random
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")
django.setup()

from storefront.catalog.models import Product, Variant
from storefront.catalog.services import Price, change_prices, save_product
from storefront.connections.models import Connection
from storefront.inventory.models import Stock
from storefront.inventory.services import count_stock
from tests.bench._facebook import Facebook
from tests.catalogue import fill
from tests.channels.engine import let_prices_jump

PRODUCTS, VARIANTS = 150, 2
#: Is bought all along, and so is never edited.
BOUGHT = "binh-sua-0"


def edit_all(count: int, seed: str) -> None:
    """Commit so many edits one by one; some of them hit the same item again."""
    for connection in Connection.objects.all():
        let_prices_jump(connection)
    chance = random.Random(seed)
    products = list(Product.objects.exclude(slug=BOUGHT).order_by("pk"))
    edits = (change_price, change_price, count_again, sell_out, rename)
    for number in range(count):
        edits[number % len(edits)](chance.choice(products), chance)


def change_price(product: Product, chance: random.Random) -> None:
    """Half of them say what it cost before."""
    price = chance.randrange(50_000, 500_000, 1000)
    before = chance.choice([None, price + 20_000])
    change_prices(prices={variant_of(product, chance).pk: Price(price, before)})


def count_again(product: Product, chance: random.Random) -> None:
    count(product, chance, on_hand=chance.randint(1, 500))


def sell_out(product: Product, chance: random.Random) -> None:
    count(product, chance, on_hand=0)


def count(product: Product, chance: random.Random, *, on_hand: int) -> None:
    stock = Stock.objects.get(variant=variant_of(product, chance))
    place = stock.location_id
    count_stock(variant_id=stock.variant_id, location_id=place, on_hand=on_hand)


def rename(product: Product, chance: random.Random) -> None:
    product.title_vi = f"Bình sữa đã đổi tên {chance.randrange(10**6)}"
    save_product(product)


def variant_of(product: Product, chance: random.Random) -> Variant:
    return chance.choice(list(product.variants.order_by("pk")))


if __name__ == "__main__":
    verb, first, second = sys.argv[1:]
    if verb == "fill":
        fill(PRODUCTS, variants=VARIANTS)
        Facebook(first, Path(second)).connect()
    else:
        edit_all(int(first), second)
