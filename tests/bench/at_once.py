"""One form ten times at once, and vouchers that fifty buyers use at once, over HTTP.

Each once more without what holds it: locks, turns and the database's constraints.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")
django.setup()

from django.db import connection

from storefront.orders.models import Order
from tests.bench._race import Buyer, at_once, served
from tests.builders import variant
from tests.vouchers import voucher

SENT, BUYERS = 10, 50
LIMITS = (1, 10)
ONCE = {"sent": SENT, "orders": 1, "answers": 1}
#: Without guards it goes wrong most times, and not each time.
TRIES = 5
#: What the database holds by itself.
CONSTRAINTS = (
    ("promotions_voucher", "used_within_the_limit"),
    ("orders_order", "orders_order_checkout_key_key"),
)

Result = dict[str, object]


def main() -> None:
    with served() as address:
        figures = {"one_form": one_form(address)}
        for limit in LIMITS:
            figures[f"voucher_for_{limit}"] = one_voucher(address, limit)
    with without_constraints(), served(guarded=False) as address:
        forms = (one_form(address) for _ in range(TRIES))
        figures["one_form_unguarded"] = next(filter(ONCE.__ne__, forms), dict(ONCE))
        figures["voucher_for_1_unguarded"] = one_voucher(address, 1)
    print(json.dumps(figures))
    if not right(figures):
        sys.exit(1)


def one_form(address: str) -> Result:
    """How many orders a form becomes, and how many different answers there are."""
    buyer = Buyer(address, variant(stock=99))
    buyer.prepare()
    led_to: list[str] = []

    def press() -> None:
        answer = buyer.browser.post("/vi/checkout/", data=buyer.form)
        led_to.append(answer.headers.get("Location", str(answer.status_code)))

    at_once([press] * SENT, threads=SENT)
    name = f"Khách {buyer.number}"
    orders = Order.objects.filter(buyer_name=name).count()
    return {"sent": len(led_to), "orders": orders, "answers": len(set(led_to))}


def one_voucher(address: str, limit: int) -> Result:
    limited, mug = voucher(total_limit=limit), variant(stock=999)
    buyers = [Buyer(address, mug, voucher=limited.code) for _ in range(BUYERS)]
    at_once([buyer.prepare for buyer in buyers], threads=8)
    at_once([buyer.press for buyer in buyers], threads=BUYERS)
    return {
        "uses": limited.uses.open().count(),
        "orders": Order.objects.filter(voucher_code=limited.code).count(),
        "answers": dict(Counter(str(buyer.status) for buyer in buyers)),
    }


@contextmanager
def without_constraints() -> Iterator[None]:
    """They stay away: the database is this script's own, and ends with it."""
    with connection.cursor() as cursor:
        for table, name in CONSTRAINTS:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    yield


def right(figures: dict[str, Result]) -> bool:
    """As it should be, and otherwise without the guards."""
    used = [(figures[f"voucher_for_{limit}"]["uses"], limit) for limit in LIMITS]
    return (
        figures["one_form"] == ONCE
        and all(uses == limit for uses, limit in used)
        and figures["one_form_unguarded"] != ONCE
        and figures["voucher_for_1_unguarded"]["uses"] != 1
    )


if __name__ == "__main__":
    main()
