"""The sandbox's seller says yes, and their shops are connected."""

import urllib.request
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode, urlsplit

from plugins.tiktok_shop.fake.app import (
    ACCESS_TOKEN,
    APP_KEY,
    APP_SECRET,
    REFRESH_TOKEN,
    SERVICE_ID,
)
from plugins.tiktok_shop.fake.seller import SHOPS
from plugins.tiktok_shop.plugin import TikTokShop
from plugins.tiktok_shop.sandbox import TikTokShopSandbox
from storefront.connections import consenting
from storefront.connections.models import Bucket, Connection, Grant, Journey
from storefront.connections.plugins import service
from storefront.contract.http import OpenGate

#: What staff enter. The shops and their tokens come with the consent.
APP = {"app_key": APP_KEY, "app_secret": APP_SECRET, "service_id": SERVICE_ID}
#: Everything, as for a connection that was made.
KEYS = {
    **APP,
    "shop_id": SHOPS[0].id,
    "shop_cipher": SHOPS[0].cipher,
    "access_token": ACCESS_TOKEN,
    "refresh_token": REFRESH_TOKEN,
}


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


def built(address: str, **changed: str) -> TikTokShop:
    return TikTokShop({**KEYS, **changed}, gate=OpenGate(), address=address)


def set_out(address: str) -> str:
    """The page to which staff are sent."""
    return consenting.begin(
        service=service("tiktok.shop"),
        credentials=APP,
        session="ann",
        api_address=address,
        language="vi",
    )


def say_yes(page: str) -> dict[str, str]:
    """Press the button over there; return what the browser is sent back with."""
    parts = urlsplit(page)
    told = {**dict(parse_qsl(parts.query)), "answer": "yes"}
    told["redirect_url"] = "https://shop.example/back/"
    button = f"{parts.scheme}://{parts.netloc}{parts.path}/answer?{urlencode(told)}"
    try:
        urllib.request.build_opener(Stay).open(button)
    except HTTPError as answer:
        return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
    raise AssertionError("not sent back")


def come_back(told: dict[str, str]) -> Journey:
    return consenting.come_back(state=told["state"], session="ann", code=told["code"])


def granted(address: str, *shops: str) -> tuple[Grant, list[Connection]]:
    journey = come_back(say_yes(set_out(address)))
    connected = consenting.connect_chosen(journey, shops or (SHOPS[0].id,))
    return connected[0].grant, connected


def refill() -> None:
    """A quick machine has spent its budgets by now."""
    Bucket.objects.all().delete()


def calls(tiktok: TikTokShopSandbox, path: str) -> int:
    """Counted in the platform's own log."""
    with tiktok.reading() as rows:
        found = rows.execute(
            "select count(*) from sandbox_log where path like ?", (f"{path}%",)
        ).fetchone()
    return int(found[0])
