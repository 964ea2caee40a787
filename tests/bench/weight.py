"""What a first visit to a product brings over the wire, beside the goods' pictures."""

import json
import sys
from urllib.parse import urlsplit

import django

django.setup()

from playwright.sync_api import Request, sync_playwright

from tests.bench._served import served_demo
from tests.browser._axe import PHONE
from tests.conftest import CHROMIUM, FLAGS

#: One of the two has colours and sizes, the other nothing to choose.
PATHS = ("/vi/p/ao-dai-tet-cho-be-canh-mai/", "/vi/p/ba-vit-tam/")
MOST_BYTES, MOST_REQUESTS = 60_000, 8


def main() -> None:
    with served_demo() as address:
        figures = {path: weigh(address, path) for path in PATHS}
    heavy = [
        path
        for path, weight in figures.items()
        if weight["bytes"] > MOST_BYTES or weight["requests"] > MOST_REQUESTS
    ]
    print(json.dumps(figures | {"heavy": heavy}))
    sys.exit(bool(heavy))


def weigh(address: str, path: str) -> dict[str, int]:
    """Heads and bodies as they came; Chromium takes brotli from localhost as well."""
    asked: list[Request] = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = chromium.new_page(base_url=address, viewport=PHONE)
        page.on("requestfinished", lambda request: asked.append(request))  # noqa: PLW0108 -- playwright marks what it calls
        page.goto(path, wait_until="networkidle")
        weights = [
            (on_the_wire(request), urlsplit(request.url).path)
            for request in asked
            if "/media/" not in request.url
        ]
        chromium.close()
    print(sorted(weights, reverse=True))
    return {"bytes": sum(size for size, _path in weights), "requests": len(weights)}


def on_the_wire(request: Request) -> int:
    sizes = request.sizes()
    return sizes["responseHeadersSize"] + sizes["responseBodySize"]


if __name__ == "__main__":
    main()
