"""A whole round with the authenticator that Chromium plays itself."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.db import SessionStore

from storefront.customers.guards import PROVED_AT
from tests.signing_in import code_sent_to

pytestmark = pytest.mark.django_db(transaction=True)

LAN = "lan@example.com"


@pytest.fixture
def device(page):
    """A phone that says yes by itself."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


@pytest.fixture
def shop(live_server, settings) -> str:
    """Passkeys belong to a name, never to a number."""
    settings.SITE_URL = live_server.url.replace("127.0.0.1", "localhost")
    settings.CSRF_TRUSTED_ORIGINS = [settings.SITE_URL]
    return settings.SITE_URL


def come_in(page, shop: str, language: str = "vi") -> None:
    page.goto(f"{shop}/{language}/account/sign-in/")
    page.fill("#id_contact", LAN)
    page.locator("main form button").first.click()
    page.fill("#id_code", code_sent_to(LAN))
    page.locator("main form button").first.click()
    page.wait_for_url(f"**/{language}/account/")


@pytest.mark.parametrize(
    ("language", "make", "use"),
    [
        ("vi", "Tạo khoá truy cập", "Dùng khoá truy cập"),
        ("en", "Make a passkey", "Use a passkey"),
    ],
)
def test_made_once_it_opens_the_account_without_a_code(
    device, shop, language, make, use
):
    come_in(device, shop, language)
    device.goto(f"{shop}/{language}/account/passkeys/add/")
    device.fill("#name", "Máy của Lan")
    device.click(f"button:has-text('{make}')")
    device.wait_for_url(f"**/{language}/account/ways/")
    device.context.clear_cookies()

    device.goto(f"{shop}/{language}/account/sign-in/")
    device.click(f"text={use}")
    device.wait_for_url(f"**/{language}/account/")

    assert Authenticator.objects.get().data["name"] == "Máy của Lan"


def test_one_that_was_removed_opens_nothing(device, shop):
    come_in(device, shop)
    device.goto(f"{shop}/vi/account/passkeys/add/")
    device.click("text=Tạo khoá truy cập")
    device.wait_for_url("**/vi/account/ways/")
    Authenticator.objects.all().delete()
    device.context.clear_cookies()

    device.goto(f"{shop}/vi/account/sign-in/")
    device.click("text=Dùng khoá truy cập")
    device.wait_for_url("**/vi/account/passkeys/")

    said = device.locator("[role=alert]:visible").all_text_contents()
    assert said == ["Khoá truy cập này không mở tài khoản nào ở đây, hoặc đã quá lâu."]


def test_proves_whose_account_it_is(device, shop):
    come_in(device, shop)
    device.goto(f"{shop}/vi/account/passkeys/add/")
    device.click("text=Tạo khoá truy cập")
    device.wait_for_url("**/vi/account/ways/")
    forget_the_proof(device)

    device.goto(f"{shop}/vi/account/data/erase/")
    device.click("text=Dùng khoá truy cập")
    device.wait_for_url("**/vi/account/data/erase/")

    assert device.is_visible("text=Xoá tài khoản và dữ liệu của tôi")


def forget_the_proof(page) -> None:
    key = next(c["value"] for c in page.context.cookies() if c["name"] == "sessionid")
    session = SessionStore(session_key=key)
    session[PROVED_AT] = 0
    session.save()
