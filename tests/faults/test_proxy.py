"""The proxy alone: what a caller sees of each fault, and what the platform saw."""

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import httpx2 as httpx
import pytest
from pytest_httpserver import HTTPServer

from storefront.contract import pool
from storefront.contract.errors import PlatformUnavailable
from storefront.contract.http import Answer, Http, OpenGate
from tests.faults import _faults as faults
from tests.faults._courier import courier
from tests.faults._proxy import Proxy, proxied

SAID = {"ok": True, "text": "x" * 200}
INSIDE = b'{"ok": false, "error": "unwell"}'
EVERY = {fault.name: fault for fault in faults.every(INSIDE)}
UNANSWERED = {name for name, one in EVERY.items() if not one.harmless} - {
    name for name, one in EVERY.items() if one.answer is not None
}


@pytest.fixture(autouse=True)
def fresh_pool() -> Iterator[None]:
    pool.pool.cache_clear()
    yield
    pool.pool.cache_clear()


@pytest.fixture
def platform(httpserver: HTTPServer) -> HTTPServer:
    httpserver.expect_request("/items").respond_with_json(SAID)
    return httpserver


@pytest.fixture
def proxy(platform: HTTPServer) -> Iterator[Proxy]:
    with proxied(platform.url_for("")) as made:
        yield made


def ask(proxy: Proxy, fault: faults.Fault | None = None, body: bytes = b"") -> Answer:
    proxy.choose = lambda asked: fault
    http = Http(proxy.address, OpenGate(), deadline=timedelta(seconds=0.6))
    return http.request("POST", "/items", endpoint="items", content=body)


def test_passes_on_what_is_asked_and_what_is_said(proxy: Proxy, platform: HTTPServer):
    answer = ask(proxy, body=b"wanted")

    assert (answer.status, answer.json()) == (200, SAID)
    assert platform.log[0][0].data == b"wanted"


def test_writes_down_what_was_asked_and_what_became_of_it(proxy: Proxy):
    ask(proxy, faults.empty(), body=b"wanted")

    (asked,) = proxy.asked
    assert (asked.method, asked.target, asked.body) == ("POST", "/items", b"wanted")
    assert asked.fault == faults.empty()


@pytest.mark.parametrize("name", sorted(EVERY))
def test_only_what_reaches_the_platform_is_acted_on(
    proxy: Proxy, platform: HTTPServer, name: str
):
    with suppress(PlatformUnavailable):
        ask(proxy, EVERY[name])

    assert len(platform.log) == EVERY[name].reaches


@pytest.mark.parametrize("name", sorted(UNANSWERED))
def test_what_never_comes_whole_is_no_answer(proxy: Proxy, name: str):
    with pytest.raises(PlatformUnavailable) as error:
        ask(proxy, EVERY[name])

    assert not error.value.nothing_done


@pytest.mark.parametrize(
    ("fault", "status", "start"),
    [
        (faults.throttled(), 429, b"{"),
        (faults.broken(502, reaches=True), 502, b"<!doctype"),
        (faults.html(), 200, b"<!doctype"),
        (faults.empty(), 200, b""),
        (faults.error_inside(INSIDE), 200, INSIDE),
    ],
)
def test_an_answer_of_its_own_replaces_the_platforms(
    proxy: Proxy, fault: faults.Fault, status: int, start: bytes
):
    answer = ask(proxy, fault)

    assert (answer.status, answer.body[: len(start)]) == (status, start)


def test_a_throttle_may_say_for_how_long(proxy: Proxy):
    assert "retry-after" not in ask(proxy, faults.throttled()).headers
    assert ask(proxy, faults.throttled(7)).headers["retry-after"] == "7"


def test_latency_is_waited_for(proxy: Proxy):
    assert ask(proxy, replace(faults.latency(0.1), delay=0.1)).json() == SAID


@pytest.fixture
def door(httpserver: HTTPServer) -> str:
    httpserver.expect_request("/hooks").respond_with_data("")
    return httpserver.url_for("/hooks")


def knock(address: str, *bodies: bytes) -> None:
    for body in bodies:
        assert httpx.post(address, content=body).status_code == 200


def bodies(httpserver: HTTPServer, *, count: int) -> list[bytes]:
    """What has arrived, once that many have, or after a while."""
    ends = time.monotonic() + 5
    while len(httpserver.log) < count and time.monotonic() < ends:
        time.sleep(0.01)
    return [request.data for request, _ in httpserver.log]


def test_brings_each_as_often_as_it_is_told(door: str, httpserver: HTTPServer):
    with courier(door, seed=1, times=3) as sick:
        knock(sick.address, b"a", b"b")

        assert sorted(bodies(httpserver, count=6)) == [b"a"] * 3 + [b"b"] * 3


def test_brings_them_in_another_order(door: str, httpserver: HTTPServer):
    told = [bytes([65 + number]) for number in range(12)]
    with courier(door, seed=1, within=0.3) as sick:
        knock(sick.address, *told)
        heard = bodies(httpserver, count=12)

    assert heard != told
    assert sorted(heard) == told


def test_what_is_lost_never_comes(door: str, httpserver: HTTPServer):
    with courier(door, seed=1, lost=1.0) as sick:
        knock(sick.address, b"a")

    assert httpserver.log == []


def test_what_is_late_waits_until_it_is_brought(door: str, httpserver: HTTPServer):
    with courier(door, seed=1, late=1.0) as sick:
        knock(sick.address, b"a", b"b")
        assert httpserver.log == []

        assert sick.bring_late() == 2

    assert bodies(httpserver, count=2) == [b"b", b"a"]
