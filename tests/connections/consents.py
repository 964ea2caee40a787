"""Staff, the demo platform's page, and what comes of it."""

import urllib.request
from urllib.parse import parse_qsl, urlsplit

from plugins.demo.sandbox import DemoSandbox
from storefront.connections import consenting
from storefront.connections.models import Connection, Grant, Journey
from storefront.connections.plugins import service

APP = {"app_key": "demo-app", "secret": "demo-secret"}


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


def set_out(address: str, *, session: str = "ann") -> str:
    return consenting.begin(
        service=service("demo.shop"),
        credentials=APP,
        session=session,
        api_address=address,
        language="vi",
    )


def say_yes(page: str) -> dict[str, str]:
    """Press the button over there; return what the browser is sent back with."""
    try:
        urllib.request.build_opener(Stay).open(f"{page}&answer=yes")
    except urllib.error.HTTPError as answer:
        return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
    raise AssertionError("not sent back")


def come_back(told: dict[str, str], *, session: str = "ann") -> Journey:
    return consenting.come_back(state=told["state"], session=session, code=told["code"])


def granted(address: str, *shops: str) -> tuple[Grant, list[Connection]]:
    journey = come_back(say_yes(set_out(address)))
    connected = consenting.connect_chosen(journey, shops or ("demo",))
    return connected[0].grant, connected


def calls(platform: DemoSandbox, path: str) -> int:
    """Counted in the platform's own log."""
    with platform.reading() as rows:
        found = rows.execute(
            "select count(*) from sandbox_log where path = ?", (path,)
        ).fetchone()
    return int(found[0])
