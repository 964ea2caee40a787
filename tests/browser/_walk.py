"""Which pages are walked, and which addresses are none."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, resolve
from playwright.sync_api import Page

from storefront import urls
from tests.browser._pages import Shown

POST = "takes a post"
FILE = "a file"
PART = "a part of a page"
AWAY = "leads on to another page"
MACHINE = "for machines"
DEMO = "only in a demo shop: tests/bench/pages.py walks it"
#: What no eye rests on, and why.
NOT_PAGES = {
    "add_contact_by_code": POST,
    "add_to_cart": POST,
    "availability": PART,
    "buy_again": POST,
    "by_passkey": POST,
    "by_password": POST,
    "cancel_order": POST,
    "cart_summary": PART,
    "cart_token": FILE,
    "change_cart": POST,
    "checkout_link": AWAY,
    "checkout_sums": PART,
    "claim_by_code": POST,
    "end_other_sessions": POST,
    "end_session": POST,
    "favicon": FILE,
    "feed": FILE,
    "go_to_provider": AWAY,
    "goodbye": MACHINE,
    "health": MACHINE,
    "link_provider": AWAY,
    "live": MACHINE,
    "manifest": FILE,
    "media": FILE,
    "metrics": MACHINE,
    "passkey_options": PART,
    "prove_by_code": POST,
    "prove_by_passkey": POST,
    "provider_back": AWAY,
    "remove_way": POST,
    "restore_cart": POST,
    "robots": FILE,
    "send_where_known": POST,
    "service_worker": FILE,
    "sign_out": POST,
    "sitemap": FILE,
    "sitemaps": FILE,
    "style": FILE,
    "suggestions": PART,
    "take_own_data": FILE,
    "transfer_qr": FILE,
    "wards": PART,
    "webhook_door": MACHINE,
    "code_of_demo": DEMO,
    "components": DEMO,
    "message": DEMO,
    "messages": DEMO,
}


def ask_for_code(page: Page, language: str) -> None:
    page.goto(f"/{language}/account/sign-in/")
    form = page.locator('form[action$="/account/sign-in/"]').last
    form.locator("[name=contact]").fill("lan@shop.example")
    form.locator("button").first.click()
    page.wait_for_url("**/sign-in/code/**")


def door_pages() -> list[Shown]:
    """The way into an account, as one sees it from outside."""
    return [
        Shown("code", "/{}/account/sign-in/code/", ask_for_code),
        Shown("claim", "/{}/account/claim/"),
        Shown("not here", "/{}/account/not-here/", status=403),
        Shown("forgotten", "/{}/account/forgotten/"),
        Shown(
            "goodbye",
            "/{}/goodbye/00000000-0000-4000-8000-000000000000/",
            status=404,
        ),
    ]


def account_pages() -> list[Shown]:
    """What only its customer sees."""
    return [
        Shown(name, f"/{{}}/account/{path}")
        for name, path in (
            ("account", ""),
            ("own orders", "orders/"),
            ("ways in", "ways/"),
            ("another way in", "ways/add/"),
            ("a new passkey", "passkeys/add/"),
            ("sessions", "sessions/"),
            ("prove", "prove/"),
            ("password", "password/"),
            ("own data", "data/"),
            ("erase own data", "data/erase/"),
        )
    ]


def names_of(pages: list[Shown]) -> set[str]:
    paths = {shown.path.format("vi").partition("?")[0] for shown in pages if shown.path}
    paths.discard("/vi/nothing/")
    return {resolve(path).url_name for path in paths}


def shop_names() -> set[str]:
    """The names of all addresses beside the admin's."""
    return set(names_in(urls.urlpatterns))


def names_in(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if str(pattern.pattern).startswith("admin/"):
            continue
        if isinstance(pattern, URLResolver):
            yield from names_in(pattern.url_patterns)
        elif pattern.name:
            yield pattern.name
