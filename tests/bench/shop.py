"""Fast pages: as many as a bare view answers, in a shop of 10,000 products and more.

The server, PostgreSQL (which syncs to disk) and the load share the machine. SIZE=full
measures 100,000 products too and compares. PARTS=uncached leaves the others out.
"""

import json
import os
import random
import time
from collections.abc import Iterator

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")
django.setup()

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from storefront.catalog.models import Category, Product
from storefront.catalog.search import normalise
from storefront.customers.models import User
from storefront.customers.second_factor import PASSED, app_of
from storefront.shelves.services import refresh_touched
from tests.bench._large_shop import RARE, THINGS, fill
from tests.bench._load import Connection, crowd, load, told
from tests.bench._purchase import purchases
from tests.bench._servers import BARE, SHOP, Used, served

FULL = os.environ.get("SIZE", "small") == "full"
SIZES = [10_000, 100_000] if FULL else [10_000]
PARTS = os.environ.get("PARTS", "checkout cached uncached").split()
SECONDS = 6.0 if FULL else 4.0
#: Visitors at once, where pages come from the cache and where each is made.
MANY, FEW = 16, 2
#: Pages that each of the few looks at before another comes.
STAY = 3
#: Pages of products that are asked for again and again.
HOT = 10
#: Guests at once, and how many things they buy.
BUYERS, SELLING = 8, 100
#: Milliseconds in which a page that has to be made is never there.
QUICK = 15

Figures = dict[str, object]


def main() -> None:
    call_command("collectstatic", verbosity=0, interactive=False)
    figures: Figures = {}
    filled = 0
    for size in SIZES:
        began = time.perf_counter()
        fill(filled, size)
        seconds = round(time.perf_counter() - began)
        print(f"{size} products after {seconds} s", flush=True)
        filled = size
        figures[str(size)] = one = measure() | {"filled_in_s": seconds}
        print(size, json.dumps(one, indent=1), flush=True)
    if len(SIZES) > 1 and "uncached" in PARTS:
        figures["times_slower"] = compare(*(figures[str(size)] for size in SIZES))
    print(json.dumps(figures))


def measure() -> Figures:
    top = Category.objects.get(depth=1, name_vi="Gian 1")
    hot = [f"/vi/p/{slug}/" for slug in slugs(HOT)]
    pages = {
        "home": ["/vi/"],
        "category": [f"/vi/c/{top.slug}/"],
        "product": hot,
    }
    figures: Figures = {"queries": queries(top, hot[0])}
    connections.close_all()
    for name, part in (
        ("checkout", checkouts),
        ("cached", lambda: cached(pages)),
        ("uncached", lambda: uncached(top)),
    ):
        if name in PARTS:
            figures[name] = part()
            print(name, json.dumps(figures[name]), flush=True)
    return figures


def slugs(number: int) -> list[str]:
    every = list(Product.objects.order_by("pk").values_list("slug", flat=True))
    return random.Random(1).sample(every, number)


def cached(pages: dict[str, list[str]]) -> Figures:
    """Each beside a bare view that sends as many bytes, turn by turn."""
    figures: Figures = {}
    with served(SHOP) as shop:
        for name, paths in pages.items():
            size = len(packed(shop.port, paths[0]))
            with served(BARE, BARE_BYTES=str(size)) as bare:
                figures[name] = beside(shop.port, bare.port, paths) | {"bytes": size}
        figures["megabytes"] = shop.megabytes
    return figures


def packed(port: int, path: str) -> bytes:
    browser = Connection(port, headers={"Accept-Encoding": "br"})
    body = browser.get(path).body
    browser.close()
    return body


def beside(shop: int, bare: int, paths: list[str]) -> Figures:
    warm(shop, paths)
    ours = load(shop, paths, seconds=SECONDS, connections=MANY)
    theirs = load(bare, ["/"], seconds=SECONDS, connections=MANY)
    again = load(shop, paths, seconds=SECONDS, connections=MANY)
    mean = (ours["per_second"] + again["per_second"]) / 2
    return {
        **ours,
        "bare_per_second": theirs["per_second"],
        "of_bare": round(mean / theirs["per_second"], 2),
    }


def warm(port: int, paths: list[str]) -> None:
    """Ask until each process has them all: until all answers of a round are quick."""
    for _round in range(20):
        if load(port, paths, seconds=1, connections=MANY)["p99_ms"] < QUICK:
            return


def uncached(top: Category) -> Figures:
    """What each takes when it has to be made, few at a time."""
    asked = {
        "home": ["/vi/"],
        "category": [f"/vi/c/{top.slug}/"],
        "category_filtered": [f"/vi/c/{top.slug}/?color=do&size=59&stock=now"],
        "category_deep": [deep(top)],
        "product": [f"/vi/p/{slug}/" for slug in slugs(200)],
        "search_common": [f"/vi/search/?q={word}" for word in bare_words(THINGS)],
        "search_rare": [f"/vi/search/?q={bare_words([RARE])[0]}"],
        "search_sku": [f"/vi/search/?q={slug}-1" for slug in slugs(50)],
        "search_typo": ["/vi/search/?q=silicome", "/vi/search/?q=cottno+ky+lan"],
        "suggestions": ["/vi/search/suggestions/?q=ao", "/vi/search/suggestions/?q=ky"],
        "sitemap": ["/sitemap.xml"],
        "sitemap_part": ["/sitemap-products-0.xml"],
        "staff_list": ["/admin/catalog/product/", "/admin/catalog/product/?p=3"],
        "staff_search": ["/admin/catalog/product/?q=ky+lan"],
    }
    cookies = staff_cookies()
    with served(SHOP, PAGE_CACHE_MB="0") as shop:
        figures: Figures = {}
        for name, paths in asked.items():
            for seconds in (0.5, SECONDS):
                figures[name] = load(
                    shop.port,
                    paths,
                    seconds=seconds,
                    connections=FEW,
                    cookies=cookies,
                    stay=STAY,
                )
        figures["megabytes"] = shop.megabytes
    return figures


def staff_cookies() -> dict[str, str]:
    client, owner = Client(), User.objects.filter(is_superuser=True).first()
    owner = owner or User.objects.create_superuser("owner")
    client.force_login(owner)
    session = client.session  # both steps are done
    app = app_of(owner) or TOTP.activate(owner, generate_totp_secret()).instance
    session[PASSED] = app.pk
    session.save()
    sealed = {name: morsel.value for name, morsel in client.cookies.items()}
    connections.close_all()
    return sealed


def bare_words(texts: list[str]) -> list[str]:
    """Without marks, as people type in a hurry, and as an address can hold."""
    return [normalise(text).replace(" ", "+") for text in texts]


def deep(top: Category) -> str:
    """The address of a page far down, by following nothing: the price says where."""
    return f"/vi/c/{top.slug}/?sort=cheapest&after=600000.1"


def checkouts() -> Figures:
    """Complete purchases by guests, on a server as it runs in production.

    Of things that sell, so their pages are warm; and of things nobody has looked at.
    """
    sellable = [f"/vi/p/{slug}/" for slug in slugs(2000) if buyable(slug)]
    with served(SHOP, TRUSTED_PROXY_COUNT="1") as shop:
        bought(shop.port, sellable[:SELLING], seconds=SECONDS / 2)
        warm(shop.port, [*sellable[:SELLING], *map(picker, sellable[:SELLING])])
        used = Used(shop.process)
        figures = bought(shop.port, sellable[:SELLING], seconds=SECONDS)
        figures["cpu_ms"] = used.for_each(int(str(figures["purchases"])))
        cold = bought(shop.port, sellable[SELLING:], seconds=SECONDS)
    refresh_touched()  # as a job would: what was sold is put forward
    connections.close_all()
    return figures | {"cold_per_second": cold["per_second"]}


def picker(path: str) -> str:
    return f"{path}availability/"


def bought(port: int, paths: list[str], *, seconds: float) -> Figures:
    requests: list[int] = []

    def buyer(number: int) -> Iterator[float]:
        for taken, asked in purchases(port, paths[number::BUYERS] * 50):
            requests.append(asked)
            yield taken

    figures: Figures = dict(told(*crowd(buyer, seconds=seconds, size=BUYERS)))
    most = max(requests)
    return figures | {"purchases": len(requests), "requests_per_purchase": most}


def buyable(slug: str) -> bool:
    first = Product.objects.get(slug=slug).variants.order_by("position").first()
    return bool(first and first.stock.filter(on_hand__gt=100))


def queries(top: Category, product: str) -> Figures:
    """How many each page takes when it is made."""
    asked = {
        "home": "/vi/",
        "category": f"/vi/c/{top.slug}/",
        "category_filtered": f"/vi/c/{top.slug}/?color=do",
        "product": product,
        "search": "/vi/search/?q=ao",
    }
    client = Client(headers={"Host": "localhost"})
    counted: Figures = {}
    with override_settings(PAGE_CACHE_MB=0):
        for name, path in asked.items():
            client.get(path)  # what is remembered is remembered
            with CaptureQueriesContext(connection) as made:
                client.get(path)
            counted[name] = len(made)
    return counted


def compare(small: object, large: object) -> Figures:
    """How many times as long the large shop takes for each page it has to make."""
    if not isinstance(small, dict) or not isinstance(large, dict):
        raise TypeError("Figures are tables.")
    return {
        name: round(large["uncached"][name]["p95_ms"] / one["p95_ms"], 2)
        for name, one in small["uncached"].items()
        if isinstance(one, dict)
    }


if __name__ == "__main__":
    main()
