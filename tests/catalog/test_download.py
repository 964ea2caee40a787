"""What the downloader makes of servers that are slow, huge, wrong or gone."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from werkzeug import Request, Response

from storefront.catalog import download as downloading
from storefront.catalog.download import NotFetched, download

MOST = 1024**2


@pytest.fixture(autouse=True)
def quick(monkeypatch) -> None:
    monkeypatch.setattr(downloading, "DEADLINE", timedelta(seconds=1))
    downloading.client.cache_clear()


@pytest.fixture
def here(httpserver, settings) -> str:
    settings.PRIVATE_PICTURE_HOSTS = [f"localhost:{httpserver.port}"]
    return f"http://localhost:{httpserver.port}"


def test_returns_what_is_there(httpserver, here):
    httpserver.expect_request("/a.jpg").respond_with_data(b"picture")

    assert download(here + "/a.jpg", most=MOST) == b"picture"


def test_follows_five_steps_and_relative_ones_too(httpserver, here):
    for step in range(5):
        httpserver.expect_request(f"/{step}").respond_with_response(
            Response(status=302, headers={"Location": f"{step + 1}"})
        )
    httpserver.expect_request("/5").respond_with_data(b"picture")

    assert download(here + "/0", most=MOST) == b"picture"


def test_a_ring_of_redirects_ends(httpserver, here):
    httpserver.expect_request("/a").respond_with_response(
        Response(status=302, headers={"Location": "/a"})
    )

    with pytest.raises(NotFetched, match="without end"):
        download(here + "/a", most=MOST)

    assert len(httpserver.log) == 6


@pytest.mark.parametrize(
    ("status", "text", "again"),
    [
        (404, "There is no picture at this address (HTTP 404).", False),
        (410, "There is no picture at this address (HTTP 410).", False),
        (204, "There is no picture at this address (HTTP 204).", False),
        (403, "The picture is not public (HTTP 403).", False),
        (429, "The server cannot answer just now (HTTP 429).", True),
        (503, "The server cannot answer just now (HTTP 503).", True),
    ],
)
def test_says_what_the_server_said(httpserver, here, status, text, again):
    httpserver.expect_request("/a.jpg").respond_with_data(b"", status=status)

    with pytest.raises(NotFetched) as failure:
        download(here + "/a.jpg", most=MOST)

    assert (str(failure.value), failure.value.again) == (text, again)


def test_refuses_what_announces_too_much_before_reading_it(httpserver, here):
    httpserver.expect_request("/a.jpg").respond_with_data(bytes(MOST + 1))

    with pytest.raises(NotFetched) as failure:
        download(here + "/a.jpg", most=MOST)

    assert str(failure.value) == "The picture is larger than 1 MB."


def test_stops_at_the_first_byte_too_many_of_an_endless_answer(httpserver, here):
    sent = []

    def endless(_request: Request) -> Response:
        def chunks() -> Iterator[bytes]:
            while len(sent) < 10_000:
                sent.append(1)
                yield bytes(64 * 1024)

        return Response(chunks())

    httpserver.expect_request("/a.jpg").respond_with_handler(endless)

    with pytest.raises(NotFetched, match="larger than 1 MB"):
        download(here + "/a.jpg", most=MOST)

    assert len(sent) < 1000


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", "deflate, gzip"])
def test_unpacks_nothing(httpserver, here, encoding):
    httpserver.expect_request("/a.jpg").respond_with_data(
        b"bomb", headers={"Content-Encoding": encoding}
    )

    with pytest.raises(NotFetched, match="packed, which nobody asked for"):
        download(here + "/a.jpg", most=MOST)


@contextmanager
def talking(settings, talk: Callable[[socket.socket], None]) -> Iterator[str]:
    server = socket.create_server(("127.0.0.1", 0))
    port = server.getsockname()[1]
    settings.PRIVATE_PICTURE_HOSTS = [f"127.0.0.1:{port}"]

    def run() -> None:
        try:
            connection, _ = server.accept()
            with connection:
                talk(connection)
        except OSError:
            return

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{port}/a.jpg"
    server.close()
    thread.join(5)


def drip(head: bytes) -> Callable[[socket.socket], None]:
    def talk(connection: socket.socket) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(b"a")
            time.sleep(0.05)

    return talk


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX-Slow: ",
        b"",
    ],
    ids=["body", "headers", "first line"],
)
def test_an_answer_that_drips_in_is_cut_at_the_deadline(settings, head):
    with talking(settings, drip(head)) as url, pytest.raises(NotFetched) as failure:
        download(url, most=MOST)

    assert failure.value.again


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"not http at all\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000,
    ],
    ids=["nothing", "nonsense", "half", "endless header"],
)
def test_a_broken_answer_is_tried_again(settings, answer):
    def talk(connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(answer)

    with talking(settings, talk) as url, pytest.raises(NotFetched) as failure:
        download(url, most=MOST)

    assert failure.value.again


def test_a_name_nobody_knows_is_tried_again():
    with pytest.raises(NotFetched, match="no connection to this address") as failure:
        download("http://nobody.invalid/a.jpg", most=MOST)

    assert failure.value.again


def test_cookies_of_one_server_stay_with_nobody(httpserver, here):
    httpserver.expect_request("/a.jpg").respond_with_data(
        b"picture", headers={"Set-Cookie": "who=ann"}
    )

    download(here + "/a.jpg", most=MOST)
    download(here + "/a.jpg", most=MOST)

    assert "Cookie" not in httpserver.log[1][0].headers
