"""Replace the web processes, one after the other, while people buy.

Fifty requests a second on two web processes, and slow phones that each process waits
for. Nobody's purchase may fail, and no order may be half written.
"""

import signal
import time
from collections.abc import Callable

import django

django.setup()

from django.core.management import call_command
from django.db.models import F, Sum

from storefront.catalog.models import Product, Variant
from storefront.inventory.models import Stock
from storefront.orders.models import Order, OrderLine
from storefront.shelves.services import refresh_everything
from tests.bench._servers import SHOP, Server, served
from tests.catalogue import fill
from tests.faults._stage import FULL, Figures, finish, percentile, until
from tests.faults._trade import Buyers, SlowPhones, Visitors, at_work

PRODUCTS, RESTARTS, PAUSE = (200, 10, 8.0) if FULL else (20, 2, 3.0)
#: Of the control: processes that die again soon are given up by their server.
KILLS = 4 if FULL else 1
STOCK = 10_000
#: A purchase is about fourteen requests; the rest are pages.
BUYERS, PAGES = 3, 30


def reload(server: Server) -> None:
    """What `manage.py run` and systemd do for an update."""
    server.process.send_signal(signal.SIGHUP)


def kill_hard(server: Server) -> None:
    """The control: no waiting for what is being answered."""
    for child in server.process.children():
        child.kill()


def restart_under_load(
    restart: Callable[[Server], None], *, times: int
) -> tuple[Figures, Buyers]:
    paths = [f"/vi/p/{slug}/" for slug in slugs()]
    with served(SHOP, WEB_WORKERS="2") as shop:
        visitors = Visitors(shop.port, paths, per_second=PAGES)
        buyers = Buyers(shop.port, paths, pause=0.2, many=BUYERS)
        began, replaced = time.monotonic(), 0
        phones = SlowPhones(shop.port, a_variant())
        with at_work(visitors, buyers, phones):
            for _ in range(times):
                wait_until_busy(phones)
                replaced += replace_all(shop, restart)
            wait_until_busy(phones)
        seconds = time.monotonic() - began
    asked = len(visitors.taken) + buyers.asked
    print(buyers.failed[:3], visitors.failed[:3], phones.failed[:3], flush=True)
    return {
        "restarts": times,
        "web_processes_replaced": replaced,
        "requests_per_second": round(asked / seconds),
        "page_p95_ms": round(percentile([s for _, s in visitors.taken], 95) * 1000),
        "pages_failed": len(visitors.failed),
        "slow_posts": phones.done,
        "slow_posts_failed": len(phones.failed),
        "bought": buyers.done,
        "checkouts_failed": len(buyers.failed),
    }, buyers


def wait_until_busy(phones: SlowPhones) -> None:
    """Until those serve who are there now, however long they take to load."""
    done = phones.done
    time.sleep(PAUSE)
    until(lambda: phones.done >= done + phones.many, patience=120)


def replace_all(server: Server, restart: Callable[[Server], None]) -> int:
    """How many of the two processes are others now, once they are or after a while."""
    before = web_processes(server)
    restart(server)
    until(lambda: not before & web_processes(server), patience=120)
    return len(before - web_processes(server))


def web_processes(server: Server) -> set[int]:
    """Its children, but for the one that only tidies up after the others."""
    told = {
        child.pid: " ".join(child.as_dict(["cmdline"], ad_value=[])["cmdline"])
        for child in server.process.children()
    }
    return {pid for pid, line in told.items() if line and "tracker" not in line}


def half_written() -> int:
    """Orders without lines, and units that are neither here nor in an order."""
    empty = Order.objects.filter(lines=None).count()
    sold = OrderLine.objects.aggregate(n=Sum("quantity"))["n"] or 0
    here = Stock.objects.aggregate(n=Sum(F("on_hand") - F("reserved")))["n"] or 0
    return empty + abs(PRODUCTS * STOCK - sold - here)


def slugs() -> list[str]:
    return list(Product.objects.order_by("pk").values_list("slug", flat=True))


def a_variant() -> int:
    return Variant.objects.values_list("pk", flat=True)[0]


def failures(figures: Figures) -> int:
    kinds = ("pages_failed", "checkouts_failed", "slow_posts_failed")
    return sum(int(str(figures[kind])) for kind in kinds)


def main() -> None:
    fill(PRODUCTS, stock=STOCK)
    refresh_everything()
    call_command("collectstatic", "--no-input", "--verbosity=0")
    figures, buyers = restart_under_load(reload, times=RESTARTS)
    placed = Order.objects.count()
    figures |= {"orders": placed, "half_written": half_written()}
    lost = buyers.done - placed
    right = not failures(figures) and figures["web_processes_replaced"] == 2 * RESTARTS
    right = right and not lost and not figures["half_written"]
    hard, _ = restart_under_load(kill_hard, times=KILLS)
    failed = failures(hard)
    figures |= {"failed_without_grace": failed, "half_written_after": half_written()}
    finish(figures, right=right and failed > 0 and not figures["half_written_after"])


if __name__ == "__main__":
    main()
