"""What every plugin that signs people in must do, against its sandbox.

Inherit in tests/plugins/<folder>/ and name the service and its sandbox.
"""

import re
from collections.abc import Iterator
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest

from storefront.contract.errors import (
    CredentialsDead,
    PlatformRefused,
    PlatformUnavailable,
)
from storefront.contract.http import OpenGate
from storefront.contract.plugin import Service
from storefront.contract.sandbox import Sandbox, running
from storefront.contract.sandbox.consent import PEOPLE, challenge_of
from storefront.contract.sign_in import Identity

CALLBACK = "http://shop.test/account/back/1/"
VERIFIER = "v" * 43
LAN = PEOPLE[0]


class StayHere(HTTPRedirectHandler):
    def redirect_request(self, *told: object, **options: object) -> None:
        return None


def fetch(url: str) -> tuple[str, str]:
    """The page, and where it sends whoever asked."""
    opener = build_opener(StayHere)
    opener.addheaders = []
    try:
        with opener.open(Request(url)) as answer:
            return answer.read().decode(), ""
    except Exception as answer:  # noqa: BLE001 -- a redirect is an error to urllib
        return "", answer.headers["Location"]


def decide(url: str, name: str) -> dict[str, str]:
    """Say yes as somebody on the consent page, or no; return what comes back."""
    page, _nowhere = fetch(url)
    links = {
        text: link for link, text in re.findall(r"<a href='(.*?)'>(.*?)</a>", page)
    }
    chosen = links[name].replace("&amp;", "&")
    _page, back = fetch(url.partition("?")[0] + chosen)
    return {key: values[0] for key, values in parse_qs(urlsplit(back).query).items()}


class SignInConformance:
    service: ClassVar[type[Service]]
    sandbox: ClassVar[type[Sandbox]]
    secret_field: ClassVar[str] = "app_secret"
    wrong_secret: ClassVar[str]

    @pytest.fixture
    def platform(self, tmp_path) -> Sandbox:
        return self.sandbox(tmp_path / "platform.sqlite3")

    @pytest.fixture
    def address(self, platform) -> Iterator[str]:
        with running(platform) as address:
            yield address

    def signing_in(self, address: str, **other: str):
        credentials = {**self.sandbox.seeded, **other}
        return self.service(credentials, gate=OpenGate(), address=address)

    @property
    def with_wrong_secret(self) -> dict[str, str]:
        return {self.secret_field: self.wrong_secret}

    def said_yes(self, address: str, name: str = LAN.name) -> dict[str, str]:
        url = self.signing_in(address).authorize_url(
            callback=CALLBACK, state="s", challenge=challenge_of(VERIFIER)
        )
        return decide(url, name)

    def identify(self, address: str, code: str, **other: str) -> Identity:
        return self.signing_in(address, **other).identify(
            code=code, callback=CALLBACK, verifier=VERIFIER
        )

    def test_says_who_has_said_yes(self, address):
        back = self.said_yes(address)

        found = self.identify(address, back["code"])

        assert (back["state"], found) == ("s", Identity(LAN.id, LAN.name))

    def test_comes_back_without_a_code_when_the_answer_is_no(self, address):
        back = self.said_yes(address, "Không cho phép")

        assert back == {"error": "access_denied", "state": "s"}

    def test_a_code_serves_once(self, address):
        code = self.said_yes(address)["code"]
        self.identify(address, code)

        with pytest.raises(PlatformRefused):
            self.identify(address, code)

    def test_a_made_up_code_is_the_visitors_fault_alone(self, address):
        with pytest.raises(PlatformRefused):
            self.identify(address, "made up")

    def test_a_wrong_secret_is_ours(self, address):
        code = self.said_yes(address)["code"]

        with pytest.raises(CredentialsDead):
            self.identify(address, code, **self.with_wrong_secret)

    def test_the_check_knows_good_credentials_from_bad(self, address):
        self.signing_in(address).check()

        with pytest.raises(CredentialsDead):
            self.signing_in(address, **self.with_wrong_secret).check()

    def test_the_probe_notices_that_the_secret_was_taken_back(self, platform, address):
        platform.turn("revoked", "on")

        with pytest.raises(CredentialsDead):
            self.signing_in(address).probe()

    def test_an_ill_platform_is_unavailable(self, platform, address):
        platform.turn("broken", "on")

        with pytest.raises(PlatformUnavailable):
            self.signing_in(address).probe()

    def test_a_dark_platform_is_unavailable(self, platform, address):
        platform.turn("dark", platform.every_switch["dark"].choices[1])

        with pytest.raises(PlatformUnavailable):
            self.signing_in(address).probe()
