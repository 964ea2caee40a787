"""The documented signatures: the plugin makes them, the sandbox checks, and back."""

import json
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from urllib.parse import urlencode

import pytest

from plugins.tiktok_shop import signing
from plugins.tiktok_shop.fake import signatures
from storefront.contract.sandbox import Request
from storefront.contract.webhooks import Delivery

VECTORS = json.loads((Path(__file__).parent / "payloads" / "vectors.json").read_text())
CALLS = [pytest.param(call, id=call["id"]) for call in VECTORS["signing"]]
HOOKS = [pytest.param(hook, id=hook["id"]) for hook in VECTORS["webhook"]]


def body_of(vector: dict) -> bytes:
    return (vector["body"] or "").encode()


def request_of(vector: dict, *, body: bytes | None = None, **query: str) -> Request:
    """As the platform gets it, its signature included."""
    headers = Message()
    if vector["content_type"]:
        headers["Content-Type"] = vector["content_type"]
    told = {**vector["query"], "sign": vector["sign"], **query}
    target = f"{vector['path']}?{urlencode(told)}"
    sent = body_of(vector) if body is None else body
    return Request(vector["method"], target, headers, sent)


def delivery_of(vector: dict, *, body: bytes | None = None) -> Delivery:
    sent = body_of(vector) if body is None else body
    return Delivery("POST", {"authorization": vector["signature"]}, {}, sent)


def flipped(text: bytes) -> Iterator[bytes]:
    """The text with one byte changed, for each of its bytes."""
    for place in range(len(text)):
        yield text[:place] + bytes([text[place] ^ 1]) + text[place + 1 :]


def is_signed(body: bytes, vector: dict) -> bool:
    """Is the body part of the signature at all?"""
    return bool(body) and "multipart" not in (vector["content_type"] or "")


@pytest.mark.parametrize("vector", CALLS)
def test_the_plugin_signs_a_call_as_documented(vector):
    made = signing.sign(
        vector["secret"],
        vector["path"],
        vector["query"],
        body=body_of(vector),
        content_type=vector["content_type"] or "",
    )

    assert made == vector["sign"]


@pytest.mark.parametrize("vector", CALLS)
def test_the_sandbox_takes_a_call_signed_as_documented(vector):
    assert signatures.fits(request_of(vector), vector["secret"])


@pytest.mark.parametrize("vector", CALLS)
def test_one_other_byte_in_the_body_spoils_a_call(vector):
    body = body_of(vector)
    tampered = flipped(body) if is_signed(body, vector) else ()

    believed = [
        other
        for other in tampered
        if signatures.fits(request_of(vector, body=other), vector["secret"])
    ]

    assert believed == []


@pytest.mark.parametrize("vector", CALLS)
def test_one_other_byte_in_the_query_spoils_a_call(vector):
    for name, value in vector["query"].items():
        if name in {"sign", "access_token"}:
            continue
        other = value[:-1] + chr(ord(value[-1]) ^ 1)
        request = request_of(vector, **{name: other})
        assert not signatures.fits(request, vector["secret"])


@pytest.mark.parametrize("vector", CALLS)
def test_one_other_byte_in_the_signature_or_the_secret_spoils_a_call(vector):
    forged = [other.decode("latin-1") for other in flipped(vector["sign"].encode())]

    secret = vector["secret"]
    assert not any(signatures.fits(request_of(vector, sign=f), secret) for f in forged)
    assert not signatures.fits(request_of(vector), secret[:-1] + "?")


@pytest.mark.parametrize("vector", HOOKS)
def test_the_sandbox_signs_a_webhook_as_documented(vector):
    made = signatures.of_webhook(
        body_of(vector), app_key=vector["app_key"], secret=vector["secret"]
    )

    assert made == vector["signature"]


@pytest.mark.parametrize("vector", HOOKS)
def test_the_plugin_believes_a_webhook_signed_as_documented(vector):
    keys = {"app_key": vector["app_key"], "secret": vector["secret"]}

    assert signing.is_genuine(delivery_of(vector), **keys)


@pytest.mark.parametrize("vector", HOOKS)
def test_one_other_byte_spoils_a_webhook(vector):
    keys = {"app_key": vector["app_key"], "secret": vector["secret"]}

    believed = [
        other
        for other in flipped(body_of(vector))
        if signing.is_genuine(delivery_of(vector, body=other), **keys)
    ]

    assert believed == []


def test_nothing_is_believed_without_a_secret():
    body = b"{}"
    made = signatures.of_webhook(body, app_key="k", secret="")
    delivery = Delivery("POST", {"authorization": made}, {}, body)

    assert not signing.is_genuine(delivery, app_key="k", secret="")


def test_a_boundary_after_multipart_changes_nothing():
    told = ("s", "/p", {"a": "1"})
    kinds = ("multipart/form-data; boundary=x", "Multipart/Form-Data;boundary=y")

    made = {signing.sign(*told, body=b"picture", content_type=kind) for kind in kinds}

    assert made == {signing.sign(*told)}
