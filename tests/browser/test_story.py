"""The whole story on real processes: sell, go dark, sell on, catch up by itself."""

import http.client
import json
import re
import time
from contextlib import closing
from statistics import quantiles

import pytest
from django.conf import settings
from playwright.sync_api import Page

from tests.browser._hub import BOUGHT, PRODUCTS, VARIANTS
from tests.browser._shop import Shop, running_shop

EDITS = 200
PAGES = ("/vi/", "/vi/c/tat-ca/", f"/vi/p/{BOUGHT}/")
#: Windows take turns, so that what else the machine does falls on both alike.
WINDOWS = ("off", "closed", "off", "refused") * 2
REQUESTS = 60
#: Six calls a minute, a few of them to be made, and a pause of half a minute at most.
PATIENCE = 120
QUIET = """
    select 1 where not exists
        (select from channels_part where wanted > confirmed or attempt_id is not null)
"""
#: How a worker has run into the dark: told at once, or left with a call whose fate it
#: does not know.
NOTICED = {
    "refused": "select 1 from connections_breaker",
    "closed": "select 1 from channels_attempt where error <> '' and ended_at is null",
}


@pytest.fixture(scope="module")
def shop(browser, tmp_path_factory):
    with running_shop(tmp_path_factory.mktemp("shop")) as running:
        yield running


def test_sells_on_in_the_dark_and_facebook_catches_up_by_itself(page, shop):
    figures = {"first_push_s": round(shop.wait_until_equal(seconds=PATIENCE), 1)}
    assert len(shop.held()) == PRODUCTS * VARIANTS

    figures |= sell_one(page, shop)
    figures |= measure_pages(shop)
    for how in ("refused", "closed"):
        figures[how] = go_dark_and_come_back(page, shop, how)

    write(figures)


def sell_one(page: Page, shop: Shop) -> dict[str, float]:
    before = units_outside(shop)
    buy(page, shop)
    took = shop.wait_until_equal(seconds=PATIENCE)
    assert units_outside(shop) == before - 1
    return {"sale_outside_s": round(took, 1)}


def units_outside(shop: Shop) -> int:
    return shop.held()[f"{BOUGHT}-0"][-1]


def buy(page: Page, shop: Shop) -> None:
    """As a guest who pays the courier; ends on the page of the order."""
    page.goto(f"{shop.address}/vi/p/{BOUGHT}/")
    page.locator(".picker-add button").click()
    page.locator(".go .button").click()
    page.locator("[name=buyer_name]").fill("Nguyễn Thị Ngọc Ánh")
    page.locator("[name=phone]").fill("0912 345 678")
    page.locator("[name=province]").select_option("01")
    page.locator("[name=ward]").fill("Phường Hoàn Kiếm")
    page.locator("[name=street]").fill("12 Hàng Bông")
    page.locator(".order-now").click()
    page.wait_for_url(re.compile("/vi/orders/"))
    assert re.fullmatch(r"[0-9A-Z-]{5,}", page.locator("h1 .number").inner_text())


def go_dark_and_come_back(page: Page, shop: Shop, how: str) -> dict[str, float]:
    """Sell and edit while nobody answers. Then nothing is done but to wait."""
    shop.wait_for(QUIET, seconds=PATIENCE)
    went_at = time.time()
    shop.switch_dark(how)
    buy(page, shop)
    shop.wait_for(NOTICED[how], seconds=PATIENCE)
    shop.edit(EDITS, seed=how)
    assert shop.sent(since=went_at) == []

    differing = shop.differing()
    back_at = time.time()
    shop.switch_dark("off")
    took = shop.wait_until_equal(seconds=PATIENCE)

    sent = shop.sent(since=back_at)
    different = {sku for call in sent for sku in call}
    assert different >= differing
    return {
        "edits": EDITS,
        "items_differing": len(differing),
        "items_sent": sum(map(len, sent)),
        "different_items_sent": len(different),
        "calls": len(sent),
        "equal_after_s": round(took, 1),
    }


def measure_pages(shop: Shop) -> dict[str, object]:
    """Edits before each window give the workers something to run into."""
    seconds: dict[str, list[float]] = {dark: [] for dark in WINDOWS}
    for number, dark in enumerate(WINDOWS):
        shop.switch_dark(dark)
        shop.edit(10, seed=f"window {number}")
        seconds[dark] += load_pages(shop)
    shop.switch_dark("off")
    normal, dark = p95(seconds["off"]), p95(seconds["closed"] + seconds["refused"])
    return {
        "pages": {
            "requests": REQUESTS * len(WINDOWS),
            "p95_normal_ms": round(normal * 1000, 1),
            "p95_dark_ms": round(dark * 1000, 1),
            "ratio": round(dark / normal, 2),
        }
    }


def load_pages(shop: Shop) -> list[float]:
    with closing(http.client.HTTPConnection("127.0.0.1", shop.port)) as web:
        return [load(web, PAGES[number % len(PAGES)]) for number in range(REQUESTS)]


def load(web: http.client.HTTPConnection, path: str) -> float:
    """Seconds from the request to its last byte."""
    began = time.perf_counter()
    web.request("GET", path, headers={"Host": "localhost"})
    answer = web.getresponse()
    answer.read()
    assert answer.status == 200, path
    return time.perf_counter() - began


def p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20)[-1]


def write(figures: dict[str, object]) -> None:
    text = json.dumps(figures, indent=2)
    print(text)
    kept = settings.BASE_DIR / "build" / "story.json"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(text + "\n")
