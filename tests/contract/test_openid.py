"""What an id_token must be, tried on one that is not."""

import base64
import hashlib
import hmac
import json

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from storefront.contract import openid
from storefront.contract.errors import PlatformRefused, PlatformUnavailable
from storefront.contract.http import OpenGate
from storefront.contract.openid import OpenIdClient, challenge_of
from storefront.contract.sandbox import running
from storefront.contract.sandbox.openid import OpenIdSandbox
from tests.plugins.sign_in import CALLBACK, LAN, VERIFIER, decide


class Members(OpenIdSandbox):
    name = "Members"
    seeded = {"client_id": "shop:1", "client_secret": "of nobody: 100%"}


@pytest.fixture
def platform(tmp_path) -> Members:
    return Members(tmp_path / "platform.sqlite3")


@pytest.fixture
def client(platform):
    with running(platform) as address:
        yield OpenIdClient(issuer=address, gate=OpenGate(), **platform.seeded)


def code_from(client: OpenIdClient) -> str:
    url = client.authorize_url(
        callback=CALLBACK, state="s", challenge=challenge_of(VERIFIER)
    )
    return decide(url, LAN.name)["code"]


def whose(client: OpenIdClient):
    return client.identify(code=code_from(client), callback=CALLBACK, verifier=VERIFIER)


def claims(client: OpenIdClient, **other: object) -> dict[str, object]:
    moment = jwt.decode(
        client.id_token(code=code_from(client), callback=CALLBACK, verifier=VERIFIER),
        options={"verify_signature": False},
    )
    return {**moment, **other}


@pytest.mark.parametrize("switch", ["expired", "stranger", "unsigned"])
def test_a_token_that_proves_nothing_is_refused(platform, client, switch):
    platform.turn(switch, "on")

    with pytest.raises(PlatformRefused):
        whose(client)


def test_a_token_signed_with_the_published_key_as_a_password_is_refused(
    platform, client
):
    public = platform.key.public_key().public_bytes(
        Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    )
    parts = [{"alg": "HS256", "kid": platform.key_id}, claims(client)]
    said = b".".join(packed(json.dumps(part).encode()) for part in parts)
    forged = said + b"." + packed(hmac.digest(public, said, hashlib.sha256))

    with pytest.raises(PlatformRefused):
        client.claims(forged.decode())


def packed(plain: bytes) -> bytes:
    return base64.urlsafe_b64encode(plain).rstrip(b"=")


@pytest.mark.parametrize(
    "other",
    [{"iss": "https://elsewhere.example"}, {"aud": ["shop:2"]}, {"sub": None}],
)
def test_a_claim_that_does_not_fit_is_refused(platform, client, other):
    token = platform.signed(claims(client, **other))

    with pytest.raises(PlatformRefused):
        client.claims(token)


@pytest.mark.parametrize("name", ["nonce", "azp"])
def test_a_token_of_another_journey_or_client_is_refused(
    platform, client, name, monkeypatch
):
    token = platform.signed(claims(client, **{name: "another"}))
    monkeypatch.setattr(OpenIdClient, "id_token", lambda self, **asked: token)

    with pytest.raises(PlatformRefused):
        client.identify(code="any", callback=CALLBACK, verifier=VERIFIER)


def test_a_key_that_was_changed_is_asked_for_once_more(platform, client):
    whose(client)
    platform.change_keys()

    assert whose(client).external_id == LAN.id


def test_a_key_that_nobody_published_is_refused(platform, client):
    token = platform.signed(claims(client))
    platform.change_keys()

    with pytest.raises(PlatformRefused):
        client.claims(token)


def test_the_secret_goes_into_the_header_where_the_provider_wants_it_there(
    platform, client
):
    platform.turn("basic", "on")

    assert whose(client).name == LAN.name


def test_a_provider_that_calls_itself_something_else_is_not_believed(client):
    client.issuer += "/"

    with pytest.raises(PlatformUnavailable, match="calls itself"):
        client.authorize_url(callback=CALLBACK, state="s", challenge="c" * 43)


def test_what_is_published_is_read_once_an_hour(client, monkeypatch):
    calls = []
    real = OpenIdClient.call
    monkeypatch.setattr(
        OpenIdClient,
        "call",
        lambda self, *asked: calls.append(asked[:1]) or real(self, *asked),
    )
    monkeypatch.setattr(openid.time, "monotonic", lambda: 1000.0)
    for _ in range(3):
        client.authorize_url(callback=CALLBACK, state="s", challenge="c" * 43)
    monkeypatch.setattr(openid.time, "monotonic", lambda: 5000.0)

    client.authorize_url(callback=CALLBACK, state="s", challenge="c" * 43)

    assert len(calls) == 2
