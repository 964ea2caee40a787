"""What the HTTP client makes of answers that are late, broken, huge or never come."""

import gzip
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from storefront.contract import http, pool
from storefront.contract.data import Part, Sent, Usage
from storefront.contract.errors import NotNow, PlatformUnavailable
from storefront.contract.http import Answer, Call, Http

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
DEADLINE = timedelta(seconds=0.5)

Talk = Callable[[socket.socket], None]


@dataclass
class Notes:
    """A gate that writes down what it is told."""

    said: list[str] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    usage: Usage | None = None

    def enter(self, call: Call) -> str:
        self.calls.append(call)
        self.said.append("enter")
        return "ticket"

    def never_sent(self, ticket: str) -> None:
        self.said.append("never sent")

    def failed(self, ticket: str, reason: str) -> None:
        self.said.append("failed")

    def answered(self, ticket: str, status: int, usage: Usage | None) -> None:
        self.said.append(f"answered {status}")
        self.usage = usage


@pytest.fixture(autouse=True)
def fresh_pool() -> Iterator[None]:
    pool.pool.cache_clear()
    yield
    pool.pool.cache_clear()


@contextmanager
def listening(*talks: Talk) -> Iterator[str]:
    """Serve one connection after the other, each in the way its talk says."""
    server = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        for talk in talks:
            try:
                connection, _ = server.accept()
                with connection:
                    talk(connection)
            except OSError:
                return

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
    finally:
        server.close()
        thread.join(5)


def saying(*pieces: bytes, pause: float = 0.0, reset: bool = False) -> Talk:
    def talk(connection: socket.socket) -> None:
        connection.recv(65536)
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(pause)
        if reset:
            linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

    return talk


def ask(address: str, gate: Notes, *, deadline: timedelta = DEADLINE) -> Answer:
    return Http(address, gate, deadline=deadline).request("GET", "/", endpoint="all")


def refusal(address: str, gate: Notes, **options: timedelta) -> PlatformUnavailable:
    with pytest.raises(PlatformUnavailable) as caught:
        ask(address, gate, **options)
    return caught.value


def test_hands_back_a_whole_answer_of_any_status(httpserver: HTTPServer):
    httpserver.expect_request("/").respond_with_json({"ok": False}, status=400)
    gate = Notes()

    answer = ask(httpserver.url_for("/"), gate)

    assert (answer.status, answer.json()) == (400, {"ok": False})
    assert gate.said == ["enter", "answered 400"]


def test_says_to_the_gate_what_a_call_carries_before_its_bytes_go_out(
    httpserver: HTTPServer,
):
    gate = Notes()

    def answer(_: Request) -> Response:
        gate.said.append("received")
        return Response("{}")

    httpserver.expect_request("/").respond_with_handler(answer)
    sent = Sent("o1", frozenset({Part.STOCK}))
    Http(httpserver.url_for(""), gate).request(
        "POST", "/", endpoint="offers", sending=[sent]
    )

    assert gate.said == ["enter", "received", "answered 200"]
    assert gate.calls == [Call("offers", (sent,))]


def test_a_gate_that_says_no_lets_nothing_out(httpserver: HTTPServer):
    gate = Notes()
    gate.enter = lambda _: (_ for _ in ()).throw(NotNow("paused"))  # type: ignore[method-assign]

    assert refusal(httpserver.url_for("/"), gate).nothing_done
    assert httpserver.log == []


def test_nothing_was_done_where_nobody_listens():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        gate = Notes()
        error = refusal(f"http://127.0.0.1:{taken.getsockname()[1]}", gate)

    assert (error.nothing_done, gate.said) == (True, ["enter", "never sent"])


def test_nothing_was_done_where_the_connection_never_comes_about():
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        others = [socket.socket() for _ in range(4)]
        for other in others:
            other.setblocking(False)
            other.connect_ex(full.getsockname())
        gate = Notes()
        error = refusal(f"http://127.0.0.1:{full.getsockname()[1]}", gate)
        for other in others:
            other.close()

    assert (error.nothing_done, gate.said) == (True, ["enter", "never sent"])


@pytest.mark.parametrize(
    "talk",
    [
        saying(),
        saying(reset=True),
        saying(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", reset=True),
        saying(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"),
        saying(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"),
        saying(b"SMTP ready\r\n\r\n"),
        saying(b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n{}"),
        saying(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnot gzip"),
    ],
    ids=[
        "hangs up",
        "resets",
        "resets midway",
        "truncated",
        "truncated chunk",
        "no HTTP",
        "an encoding not asked for",
        "broken gzip",
    ],
)
def test_without_a_whole_answer_nobody_knows_what_was_done(talk: Talk):
    gate = Notes()

    with listening(talk) as address:
        error = refusal(address, gate)

    assert (error.nothing_done, gate.said) == (False, ["enter", "failed"])


LONG = OK.replace(b"Content-Length: 2", b"Content-Length: 99")
DRIPS = {
    "silence": saying(b"", pause=1.5),
    "headers": saying(*(bytes([byte]) for byte in OK), pause=0.1),
    "body": saying(LONG, *([b" "] * 30), pause=0.1),
    "chunks": saying(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        *([b"1\r\n \r\n"] * 30),
        pause=0.1,
    ),
}


@pytest.mark.parametrize("drip", DRIPS)
def test_a_call_ends_at_its_deadline_however_slowly_the_answer_drips(drip: str):
    gate = Notes()

    with listening(DRIPS[drip]) as address:
        began = time.monotonic()
        error = refusal(address, gate)
        took = time.monotonic() - began

    assert (error.nothing_done, gate.said) == (False, ["enter", "failed"])
    assert 0.4 < took < 1.0


def test_drip_control_without_our_stream_the_deadline_is_missed(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(pool, "Network", pool.httpcore.SyncBackend)

    with listening(DRIPS["headers"]) as address:
        began = time.monotonic()
        ask(address, Notes())

    assert time.monotonic() - began > 1.0


def test_no_byte_goes_out_after_the_deadline(monkeypatch: pytest.MonkeyPatch):
    heard: list[bytes] = []
    connect = pool.httpcore.SyncBackend.connect_tcp

    def connect_slowly(*arguments: object) -> object:
        stream = connect(*arguments)  # type: ignore[arg-type]
        time.sleep(0.6)
        return stream

    monkeypatch.setattr(pool.httpcore.SyncBackend, "connect_tcp", connect_slowly)
    with listening(lambda connection: heard.append(connection.recv(100))) as address:
        refusal(address, Notes())
        pool.pool().close()

    assert heard == [b""]


def test_an_answer_may_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(http, "MAX_BYTES", 1000)
    packed = gzip.compress(b" " * 100_000)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}"
    gate = Notes()

    with listening(saying(head.encode() + b"\r\n\r\n" + packed)) as address:
        refusal(address, gate)

    assert gate.said == ["enter", "failed"]


def test_a_kept_connection_is_used_again():
    opened: list[Talk] = []

    def two_answers(connection: socket.socket) -> None:
        opened.append(two_answers)
        for _ in range(2):
            connection.recv(65536)
            connection.sendall(OK)

    with listening(two_answers) as address:
        assert [ask(address, Notes()).status for _ in range(2)] == [200, 200]
    assert len(opened) == 1


def test_a_call_on_a_kept_connection_that_dies_may_have_been_carried_out():
    """The request arrived, so the second call is never said to be undone."""

    def answer_once(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(OK)
        connection.recv(65536)

    gate = Notes()
    with listening(answer_once) as address:
        ask(address, gate)
        error = refusal(address, gate)

    assert not error.nothing_done
    assert gate.said == ["enter", "answered 200", "enter", "failed"]


def test_a_connection_the_server_has_closed_is_not_used_again():
    with listening(saying(OK), saying(OK)) as address:
        ask(address, Notes())
        time.sleep(0.1)
        assert ask(address, Notes()).status == 200


def test_a_forked_worker_starts_with_a_pool_of_its_own():
    before = pool.pool()
    reading, writing = os.pipe()

    child = os.fork()
    if child == 0:
        os.write(writing, b"own" if pool.pool() is not before else b"shared")
        os._exit(0)
    os.waitpid(child, 0)

    assert os.read(reading, 10) == b"own"
    assert pool.pool() is before


def test_keeps_no_cookies_of_one_account_for_the_next(httpserver: HTTPServer):
    httpserver.expect_request("/").respond_with_data(
        "{}", headers={"Set-Cookie": "session=ann"}
    )

    for _ in range(2):
        ask(httpserver.url_for("/"), Notes())

    assert "Cookie" not in httpserver.log[-1][0].headers


def test_does_not_follow_a_redirect(httpserver: HTTPServer):
    httpserver.expect_request("/").respond_with_data(
        "", status=302, headers={"Location": "http://127.0.0.1:1/"}
    )

    assert ask(httpserver.url_for("/"), Notes()).status == 302


def test_logs_no_address_no_header_and_no_body(
    httpserver: HTTPServer, caplog: pytest.LogCaptureFixture
):
    httpserver.expect_request("/").respond_with_data("{}")
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("storefront").debug("something is logged at all")
        Http(httpserver.url_for(""), Notes()).request(
            "POST",
            "/",
            endpoint="all",
            params={"access_token": "hush-1"},
            content=b"hush-2",
            headers={"Authorization": "hush-3"},
        )

    ours = [line for line in caplog.messages if not line.startswith("127.0.0.1")]
    assert ours == ["something is logged at all"]


def test_log_control_httpx_would_have_logged_the_address(
    httpserver: HTTPServer, caplog: pytest.LogCaptureFixture
):
    httpserver.expect_request("/").respond_with_data("{}")
    with caplog.at_level(logging.INFO), caplog.at_level(logging.INFO, "httpx2"):
        Http(httpserver.url_for(""), Notes()).request(
            "GET", "/", endpoint="all", params={"access_token": "hush-1"}
        )

    assert "hush-1" in caplog.text


def test_passes_on_what_an_answer_says_of_the_allowance(httpserver: HTTPServer):
    httpserver.expect_request("/").respond_with_data("{}", headers={"X-Used": "80"})
    gate = Notes()

    Http(
        httpserver.url_for(""),
        gate,
        read_usage=lambda answer: Usage(float(answer.headers["x-used"])),
    ).request("GET", "/", endpoint="all")

    assert gate.usage == Usage(80.0)


def test_a_body_that_is_no_json_is_the_platform_being_ill():
    with pytest.raises(PlatformUnavailable, match="HTTP 502") as caught:
        Answer(502, {}, b"<html>").json()

    assert not caught.value.nothing_done
