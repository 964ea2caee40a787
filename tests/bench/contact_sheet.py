"""Every page at both widths on two sheets in docs/, to be looked at by people."""

import json
from collections.abc import Iterator
from io import BytesIO

from PIL import Image
from playwright.sync_api import Browser, Cookie, Page, sync_playwright

from storefront.settings import BASE_DIR
from tests.bench._served import served_demo
from tests.bench._staff import staff_cookies
from tests.conftest import CHROMIUM, FLAGS

PRODUCT = "/vi/p/ao-dai-tet-cho-be-canh-mai/"
#: Name, address, and whether the device is set to dark.
PAGES = (
    ("home", "/vi/", False),
    ("category", "/vi/c/an-uong/", False),
    ("search", "/vi/search/?q=ao", False),
    ("product", PRODUCT, False),
    ("cart", "/vi/cart/", False),
    ("checkout", "/vi/checkout/", False),
    ("order", "", False),
    ("about", "/vi/about/", False),
    ("policy", "/vi/policies/returns/", False),
    ("sign-in", "/vi/account/sign-in/", False),
    ("filtered", "/vi/c/quan-ao-cho-be/?stock=now", False),
    ("not-found", "/vi/nothing/", False),
    ("components", "/dev/components/", False),
    ("home-dark", "/en/", True),
    ("product-dark", PRODUCT.replace("/vi/", "/en/"), True),
    ("admin", "/admin/", False),
    ("admin-product", "/admin/catalog/product/5/change/", False),
)
#: Width of the screen, height that is shown, width on the sheet, pictures in a row.
PHONE, DESK = (390, 1500, 190, 8), (1280, 1500, 380, 4)
GAP = 16
LOAD_ALL = "document.querySelectorAll('img').forEach(one => { one.loading = 'eager' })"


def main() -> None:
    figures = {}
    with served_demo() as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        staff = staff_cookies(chromium, address)["cookies"]
        for name, size in (("phone", PHONE), ("desk", DESK)):
            shots = list(look(chromium, address, size, staff))
            file = BASE_DIR / "docs" / f"contact-sheet-{name}.webp"
            sheet(shots, size).save(file, quality=72, method=6)
            figures[name] = {"pages": len(shots), "kb": file.stat().st_size // 1024}
        chromium.close()
    print(json.dumps(figures))


def look(
    chromium: Browser,
    address: str,
    size: tuple[int, int, int, int],
    staff: list[Cookie],
) -> Iterator[Image.Image]:
    width, height, *_ = size
    context = chromium.new_context(
        base_url=address,
        locale="vi-VN",
        viewport={"width": width, "height": height},
        reduced_motion="reduce",
    )
    page = context.new_page()
    fill_cart(page)
    for name, path, dark in PAGES:
        if name == "admin":
            context.add_cookies(staff)
        page.emulate_media(color_scheme="dark" if dark else "light")
        page.goto(path or place_order(page), wait_until="networkidle")
        page.evaluate(LOAD_ALL)
        page.wait_for_load_state("networkidle")
        yield Image.open(BytesIO(page.screenshot())).convert("RGB")
    context.close()


def fill_cart(page: Page) -> None:
    for path in (PRODUCT, "/vi/p/ba-vit-tam/"):
        page.goto(path, wait_until="networkidle")
        page.click(".picker-add button")
        page.wait_for_selector("#drawer[open] .item")


def place_order(page: Page) -> str:
    page.goto("/vi/checkout/", wait_until="networkidle")
    page.fill("[name=buyer_name]", "Trần Thị Lan")
    page.fill("[name=phone]", "0912 345 678")
    page.select_option("[name=province]", "01")
    page.fill("[name=ward]", "Hoàn Kiếm")
    page.fill("[name=street]", "12 Lê Lợi")
    page.wait_for_load_state("networkidle")
    page.click(".order-now")
    page.wait_for_url("**/orders/**")
    return page.url


def sheet(shots: list[Image.Image], size: tuple[int, int, int, int]) -> Image.Image:
    width, height, small, in_row = size
    tall = small * height // width
    rows = -(-len(shots) // in_row)
    ground = Image.new(
        "RGB", (GAP + in_row * (small + GAP), GAP + rows * (tall + GAP)), "#8a8078"
    )
    for number, shot in enumerate(shots):
        row, column = divmod(number, in_row)
        place = (GAP + column * (small + GAP), GAP + row * (tall + GAP))
        ground.paste(shot.resize((small, tall), Image.Resampling.LANCZOS), place)
    return ground


if __name__ == "__main__":
    main()
