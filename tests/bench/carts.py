"""Random carts from form to order: does each cost what another calculator says?

Also how many queries a guest checkout takes, and how long a checkout link does.
"""

import json
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext, setup_test_environment

from storefront.cart.contents import contents_of
from storefront.cart.models import Cart
from storefront.catalog.models import Variant
from storefront.checkout.quotes import quote
from storefront.checkout.services import place_from_cart
from storefront.delivery.models import DeliveryMethod
from storefront.promotions.models import Voucher
from tests.bench._load import Connection as Guest
from tests.bench._load import crowd, told
from tests.bench._servers import SHOP, served
from tests.builders import variant
from tests.buying import browser, buyer, filled_form, put_in_cart
from tests.calculator import Rules, total

FULL = os.environ.get("SIZE") == "full"
CARTS, LINK_SECONDS = (10_000, 10.0) if FULL else (500, 4.0)
#: Who follow checkout links at once.
FOLLOWERS = 2
#: Code and calculator's words for the same reduction; none as well.
OFFS = (
    ("", None),
    ("P7", ("percent", 7, None)),
    ("P33", ("percent", 33, 75_000)),
    ("A45", ("amount", 45_001)),
    ("FREE", ("delivery",)),
)
MINIMUM = 250_000
ZONES = {"01": (20_000, 500_000), "79": (15_500, None), "46": (38_000, 1_000_000)}


def main() -> None:
    setup_test_environment()
    call_command("collectstatic", interactive=False, verbosity=0)
    chance = random.Random(20_261_125)
    shelf = [
        variant(stock=1_000_000, price=chance.randint(1, 2_000_000)) for _ in range(60)
    ]
    set_up()
    started = time.perf_counter()
    wrong = [one for one in range(CARTS) if differs(chance, shelf)]
    seconds = time.perf_counter() - started
    print(f"{CARTS} carts in {seconds:.0f} s, {len(wrong)} wrong", flush=True)
    figures = {
        "carts": CARTS,
        "wrong": len(wrong),
        "carts_per_second": round(CARTS / seconds, 1),
        **guest_checkout(shelf[0]),
        **links(shelf),
    }
    print(json.dumps(figures))
    if wrong:
        sys.exit(1)


def set_up() -> None:
    method = DeliveryMethod.objects.create(name_vi="Thường")
    for province, (fee, free_over) in ZONES.items():
        method.zones.create(provinces=province, fee=fee, free_over=free_over)
    for code, off in OFFS[1:]:
        kind, *rest = off
        facts = dict(zip(("percent", "most"), rest, strict=False))
        if kind == "amount":
            facts = {"amount": rest[0]}
        Voucher.objects.create(code=code, kind=kind, minimum=MINIMUM, **facts)


def differs(chance: random.Random, shelf: Sequence[Variant]) -> bool:
    things = [
        (one, chance.randint(1, 9))
        for one in chance.sample(shelf, chance.randint(1, 6))
    ]
    province = chance.choice(list(ZONES))
    code, off = chance.choice(OFFS)
    goods = sum(one.price * quantity for one, quantity in things)
    code = code if goods >= MINIMUM else ""
    cart = Cart.objects.create()
    for one, quantity in things:
        cart.lines.create(variant=one, quantity=quantity, seen_price=one.price)
    offer = quote(contents_of(cart), province=province, voucher_code=code)
    order = place_from_cart(
        cart=cart,
        seen=offer.seen,
        buyer=buyer(province_code=province),
        voucher_code=code,
        client_ip=None,
        language="vi",
    )
    fee, free_over = ZONES[province]
    day = Rules(
        fee=fee, free_over=free_over, off=off if code else None, minimum=MINIMUM
    )
    bought = [(one.price, quantity) for one, quantity in things]
    return not order.total == offer.total == total(bought, day)


def guest_checkout(thing: Variant) -> dict[str, object]:
    client, queries = browser(), []
    with CaptureQueriesContext(
        connection,
    ) as seen:
        put_in_cart(client, thing)
        queries.append(len(seen))
        form = filled_form(client)
        queries.append(len(seen))
        answer = client.post("/vi/checkout/", form)
        queries.append(len(seen))
    put, page, placed = queries
    return {
        "checkout_status": answer.status_code,
        "queries_put": put,
        "queries_page": page - put,
        "queries_order": placed - page,
    }


def links(shelf: Sequence[Variant]) -> dict[str, float]:
    """Over HTTP: each by somebody new, on a connection of their own."""
    things = ",".join(f"{one.sku}:2" for one in shelf[:5])
    path = f"/checkout/link/?products={things}&coupon=P7&cart_origin=instagram"

    def follower(number: int) -> Iterator[float]:
        while True:
            began = time.perf_counter()
            guest = Guest(shop.port)
            answer = guest.get(path)
            yield time.perf_counter() - began
            guest.close()
            if answer.status != 302:
                raise RuntimeError(f"{answer.status} for a checkout link")

    connection.close()
    with served(SHOP) as shop:
        crowd(follower, seconds=2, size=FOLLOWERS)  # so that each process has it loaded
        found = told(*crowd(follower, seconds=LINK_SECONDS, size=FOLLOWERS))
    return {f"link_{name}": figure for name, figure in found.items()}


if __name__ == "__main__":
    main()
