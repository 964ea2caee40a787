"""Every page of a served demo shop under axe-core and its policy: nothing may be found.

Both languages, a phone and a desk, light and dark. Staff pages are found by following
the links of the admin, one page of each kind. SIZE=full reads those in English too.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import django

django.setup()

from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, BrowserContext, Cookie, Page, sync_playwright

from tests.bench._served import served_demo
from tests.bench._staff import staff_cookies
from tests.browser._axe import PHONE, problems
from tests.browser._pages import Shown, shop_pages
from tests.browser._walk import account_pages, door_pages
from tests.conftest import CHROMIUM, FLAGS

FULL = os.environ.get("SIZE", "small") == "full"
STAFF_LANGUAGES = ("vi-VN", "en-US") if FULL else ("vi-VN",)
DEMO_PAGES = [Shown("mail", "/dev/mail/"), Shown("code of the demo", "/dev/code/")]
#: Django's own, alike for all models: one of each kind is enough.
ALIKE = ("_history", "_delete")
FILES = ("_download", "_report", "_qr")
NOT_WALKED = ("admin:logout", "admin:jsi18n", "admin:view_on_site")
LINKS = "[...document.querySelectorAll('a[href]')].map(one => one.href)"

Found = dict[str, list[str]]


def main() -> None:
    found: Found = {"pages": [], "problems": [], "policy": []}
    with served_demo() as address, ExitStack() as stack:
        shop = [*shop_pages(), *door_pages(), *DEMO_PAGES]  # before there is a loop
        playwright = stack.enter_context(sync_playwright())
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        staff = staff_cookies(chromium, address)["cookies"]
        for language in ("vi", "en"):
            page = visitor(chromium, address, found, language)
            for shown in shop:
                look(page, shown, language, found)
            page = visitor(chromium, address, found, language, staff)
            for shown in account_pages():
                look(page, shown, language, found)
        for locale in STAFF_LANGUAGES:
            page = visitor(chromium, address, found, locale, staff)
            follow_links(page, address, locale, found)
        chromium.close()
    wrong = found["problems"] + found["policy"]
    print("\n".join(wrong))
    print(json.dumps({name: len(some) for name, some in found.items()}))
    sys.exit(bool(wrong))


def visitor(
    chromium: Browser,
    address: str,
    found: Found,
    locale: str,
    cookies: list[Cookie] | None = None,
) -> Page:
    """One who writes down what the browser says of our policy."""
    context: BrowserContext = chromium.new_context(
        base_url=address, viewport=PHONE, locale=locale
    )
    context.set_default_timeout(20_000)
    context.add_cookies(cookies or [])
    page = context.new_page()

    def listen(text: str) -> None:
        if "Content Security" in text:
            found["policy"].append(f"{page.url}: {text}")

    page.on("console", lambda said: listen(said.text))
    return page


def look(page: Page, shown: Shown, language: str, found: Found) -> None:
    found["pages"].append(f"{shown.name} {language}")
    found["problems"] += [
        f"{language} {problem}" for problem in problems(page, shown, language)
    ]


def follow_links(page: Page, address: str, locale: str, found: Found) -> None:
    waiting, seen = ["/admin/"], {"admin:index"}
    while waiting:
        path = waiting.pop(0)
        print(path, flush=True)
        look(page, Shown(path, path), locale, found)
        for name, further in staff_links(page, address):
            if name not in seen:
                seen.add(name)
                waiting.append(further)


def staff_links(page: Page, address: str) -> Iterator[tuple[str, str]]:
    """The kind of each page that is linked from here, and its path."""
    for link in page.evaluate(LINKS):
        parts = urlsplit(link)
        if not link.startswith(f"{address}/admin/"):
            continue
        try:
            name = resolve(parts.path).view_name
        except Resolver404:
            continue
        if name in NOT_WALKED or name.endswith(FILES):
            continue
        kind = next((end for end in ALIKE if name.endswith(end)), name)
        yield kind, parts.path


if __name__ == "__main__":
    main()
