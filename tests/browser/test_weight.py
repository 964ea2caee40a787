"""What a product's page costs a phone on a slow net, beside the goods' own pictures."""

import brotli
import pytest
from playwright.sync_api import Browser, Response

from tests.browser._pages import CHOICES, fill_shop

pytestmark = pytest.mark.django_db(transaction=True)

MOST_BYTES, MOST_REQUESTS = 60_000, 8
#: Of one answer; granian's are about 400 bytes.
HEADERS = 600
PACKED_ALREADY = ("font/", "image/png", "image/webp")


@pytest.fixture
def answers(browser: Browser, live_server) -> list[Response]:
    """All that a first visit to a product asks for, goods' pictures left out."""
    fill_shop()
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    found: list[Response] = []
    page.on("response", lambda answer: found.append(answer))  # noqa: PLW0108 -- playwright marks what it calls
    page.goto(f"/vi/p/{CHOICES}/", wait_until="networkidle")
    yield [answer for answer in found if "/media/" not in answer.url]
    context.close()


def on_the_wire(answer: Response) -> int:
    body = answer.body()
    kind = answer.headers.get("content-type", "")
    packed = body if kind.startswith(PACKED_ALREADY) else brotli.compress(body)
    encoded = "content-encoding" in answer.headers  # the browser has unpacked it
    return HEADERS + (len(brotli.compress(body)) if encoded else len(packed))


def test_a_product_page_is_light(answers):
    weights = {answer.url: on_the_wire(answer) for answer in answers}
    print(sum(weights.values()), weights)

    assert sum(weights.values()) <= MOST_BYTES
    assert len(answers) <= MOST_REQUESTS


def test_the_scale_sees_style_script_and_faces(answers):
    kinds = {answer.request.resource_type for answer in answers}

    assert {"document", "stylesheet", "script", "font", "fetch"} <= kinds
