"""Staff of the served demo shop, signed in by a browser with both steps."""

import re

from playwright.sync_api import Browser
from playwright.sync_api._generated import StorageState

from tests.bench._served import PASSWORD


def staff_cookies(chromium: Browser, address: str) -> StorageState:
    """Once for all: a code counts once in its half minute."""
    context = chromium.new_context(base_url=address)
    page = context.new_page()
    page.goto("/admin/login/?next=/admin/")
    page.fill("[name=username]", "demo")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/second-step/**")
    shown = context.new_page()
    shown.goto("/dev/code/")
    code = re.search(r"\d{6}", shown.inner_text("main strong"))
    page.fill("[name=code]", code[0] if code else "")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")
    state = context.storage_state()
    context.close()
    return state
