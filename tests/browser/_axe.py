"""What axe-core says of a page at both widths, in the light and in the dark."""

from collections.abc import Iterator
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser._pages import Shown

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
#: WCAG 2.2 AA and what axe-core thinks good besides. It would preload imported sheets
#: into inline styles, which our policy stops.
ALL = {"resultTypes": ["violations"], "preload": False}
COLORS_ONLY = ALL | {"runOnly": ["color-contrast"]}
#: Colours differ by scheme and structure by width: so each is seen in all there are.
#: Size, scheme, options.
Looks = tuple[tuple[dict[str, int], str, dict[str, object]], ...]
EVERYWHERE: Looks = (
    (PHONE, "light", ALL),
    (PHONE, "dark", COLORS_ONLY),
    (DESK, "dark", COLORS_ONLY),
    (DESK, "light", ALL),
)
ON_A_PHONE = EVERYWHERE[:2]


def problems(
    page: Page, shown: Shown, language: str, looks: Looks = EVERYWHERE
) -> Iterator[str]:
    if shown.prepare:
        shown.prepare(page, language)
    path = shown.path.format(language)
    if path and not (shown.prepare and path in page.url):
        answer = page.goto(path)
        if answer is None or answer.status != shown.status:
            yield f"{shown.name}: {path} answered {answer and answer.status}"
    for size, scheme, options in looks:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for found in violations(page, options):
            targets = [node["target"] for node in found["nodes"]][:4]
            yield f"{shown.name} {size['width']} {scheme}: {found['id']} {targets}"
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if wide > 0:
        yield f"{shown.name}: {wide} px too wide"


def violations(page: Page, options: dict[str, object]) -> list[dict[str, Any]]:
    if not page.evaluate("'axe' in window"):  # half a megabyte: once for all looks
        page.evaluate(Axe().axe_script)
    run = "options => axe.run(options).then(found => found.violations)"
    found: list[dict[str, Any]] = page.evaluate(run, options)
    return found
