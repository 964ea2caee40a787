"""What tests of every room share: quick settings, a live server and a browser."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test.utils import override_settings
from django.utils import translation
from playwright.sync_api import Browser, Page, sync_playwright

from storefront.shop.remembering import forget_everything

BROWSERS = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser")
CHROMIUM = next(filter(None, map(shutil.which, filter(None, BROWSERS))), None)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NO_BROWSER = "no Chromium: install the package chromium, or name it in CHROMIUM"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever asks for a page needs a browser, and is marked so."""
    for item in items:
        if {"page", "wide_page", "browser"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")


@pytest.fixture(autouse=True)
def media(tmp_path: Path) -> Iterator[Path]:
    """Give each test a media folder of its own."""
    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        yield tmp_path / "media"


@pytest.fixture(autouse=True)
def vietnamese() -> None:
    """A page that was asked for in English leaves its thread speaking English."""
    translation.activate("vi")


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Pages remember the shop's profile for a moment, and the next test has another."""
    forget_everything()
    cache.clear()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None and os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(NO_BROWSER)
    if CHROMIUM is None:
        pytest.skip(NO_BROWSER)
    # Playwright keeps an event loop in this thread, which Django's ORM takes for
    # asynchronous code and refuses.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, headless=True, args=FLAGS
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A phone in Vietnamese."""
    yield from open_page(browser, width=390, height=844)


@pytest.fixture
def wide_page(browser: Browser) -> Iterator[Page]:
    """A desk in Vietnamese."""
    yield from open_page(browser, width=1280, height=800)


def open_page(browser: Browser, *, width: int, height: int) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="vi-VN"
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()
