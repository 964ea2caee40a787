"""Addresses that lead into a private network: nobody there hears of them."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from storefront.catalog import download as downloading
from storefront.catalog import public_network
from storefront.catalog.download import NotFetched, download

MOST = 1024**2
NOT_THERE = "is in a private network; nothing is fetched from there."
NO_ADDRESS = "This is not an address on the web: it needs http or https."


class Listener:
    """Counts who knocks on any address of this machine, and lets nobody in."""

    def __init__(self) -> None:
        self.socket = socket.create_server(
            ("::", 0), family=socket.AF_INET6, dualstack_ipv6=True
        )
        self.port = self.socket.getsockname()[1]

    def knocks(self) -> int:
        self.socket.settimeout(0.05)
        count = 0
        while True:
            try:
                self.socket.accept()[0].close()
            except TimeoutError:
                return count
            count += 1


@pytest.fixture
def listener(monkeypatch) -> Iterator[Listener]:
    """On the only port that may be used, so that nothing but the address matters."""
    listener = Listener()
    monkeypatch.setattr(downloading, "PORTS", {"http": listener.port, "https": 443})
    downloading.client.cache_clear()
    yield listener
    listener.socket.close()


@pytest.fixture
def names(monkeypatch) -> dict[str, list[list[str]]]:
    """Names, with what each question about them is answered, the last for ever."""
    answers: dict[str, list[list[str]]] = {}
    system = socket.getaddrinfo

    def answer(host, port, *kinds: int, **named: int):
        if host not in answers:
            return system(host, port, *kinds, **named)
        told = answers[host]
        addresses = told.pop(0) if len(told) > 1 else told[0]
        return [one for ip in addresses for one in system(ip, port, *kinds, **named)]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return answers


def own_address() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.2"
        return str(probe.getsockname()[0])


HOSTS = [
    "127.0.0.1",
    "localhost",
    "127.1",
    "0x7f000001",
    "2130706433",
    "017700000001",
    "0.0.0.0",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[2001::7f00:1]",
    "[fe80::1]",
    "[fc00::1]",
    "[fec0::1]",
    "[ff02::1]",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.0.1",
    "100.64.0.1",
    "169.254.169.254",
    "168.63.129.16",
    "100.100.100.200",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "240.0.0.1",
    own_address(),
]


@pytest.mark.parametrize("host", HOSTS)
def test_nothing_goes_to_an_address_that_is_not_public(listener, host):
    with pytest.raises(NotFetched, match=NOT_THERE) as refusal:
        download(f"http://{host}:{listener.port}/a.jpg", most=MOST)

    assert (listener.knocks(), refusal.value.again) == (0, False)


def test_without_the_check_the_listener_hears_it(listener, monkeypatch):
    monkeypatch.setattr(public_network, "is_public", lambda _address: True)
    monkeypatch.setattr(downloading, "DEADLINE", downloading.DEADLINE / 60)

    with pytest.raises(NotFetched, match="did not come within"):
        download(f"http://127.0.0.1:{listener.port}/a.jpg", most=MOST)

    assert listener.knocks() > 0


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("file:///etc/passwd", NO_ADDRESS),
        ("ftp://pictures.example/a.jpg", NO_ADDRESS),
        ("gopher://127.0.0.1:70/_a", NO_ADDRESS),
        ("data:image/png;base64,AAAA", NO_ADDRESS),
        ("javascript:alert(1)", NO_ADDRESS),
        ("//pictures.example/a.jpg", NO_ADDRESS),
        ("a.jpg", NO_ADDRESS),
        ("http://", NO_ADDRESS),
        ("http://[::1", NO_ADDRESS),
        (
            "http://pictures.example@127.0.0.1/a.jpg",
            "The address holds a user name; leave it out.",
        ),
        (
            "http://pictures.example:22/a.jpg",
            "The address names port 22; only 80 and 443 are used.",
        ),
        (
            "https://pictures.example:80/a.jpg",
            "The address names port 80; only 80 and 443 are used.",
        ),
    ],
)
def test_only_plain_addresses_on_the_web_are_asked(url, text):
    with pytest.raises(NotFetched) as refusal:
        download(url, most=MOST)

    assert (str(refusal.value), refusal.value.again) == (text, False)


def test_a_public_name_with_a_private_address_is_refused(listener, names):
    names["pictures.example"] = [["127.0.0.1"]]

    with pytest.raises(NotFetched, match=NOT_THERE):
        download(f"http://pictures.example:{listener.port}/a.jpg", most=MOST)

    assert listener.knocks() == 0


def test_one_private_address_among_public_ones_spoils_a_name(listener, names):
    names["pictures.example"] = [["93.184.215.14", "127.0.0.1"]]

    with pytest.raises(NotFetched, match=NOT_THERE):
        download(f"http://pictures.example:{listener.port}/a.jpg", most=MOST)

    assert listener.knocks() == 0


@contextmanager
def public(*addresses: str) -> Iterator[None]:
    """Let these loopback addresses pass for public ones."""
    original = public_network.is_public
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            public_network,
            "is_public",
            lambda ip: ip in map(ip_address, addresses) or original(ip),
        )
        yield


def test_a_name_is_asked_for_once_and_so_cannot_change_its_mind(listener, names):
    """127.0.0.2 plays the public server, and 127.0.0.1 the inside."""
    names["pictures.example"] = [["127.0.0.2"], ["127.0.0.1"]]
    server = HTTPServer("127.0.0.2", 0)
    server.expect_request("/a.jpg").respond_with_data(b"picture")
    server.start()
    with pytest.MonkeyPatch.context() as patch, public("127.0.0.2"):
        patch.setattr(downloading, "PORTS", {"http": server.port})
        content = download(f"http://pictures.example:{server.port}/a.jpg", most=MOST)
    server.stop()

    assert (content, len(names["pictures.example"])) == (b"picture", 1)


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:{}/", "http://[::1]:{}/", "//localhost:{}/"]
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_into_a_private_network_ends_there(
    httpserver, settings, listener, target, status
):
    settings.PRIVATE_PICTURE_HOSTS = [f"localhost:{httpserver.port}"]
    there = {"Location": target.format(listener.port)}
    httpserver.expect_request("/a.jpg").respond_with_response(
        Response(status=status, headers=there)
    )

    with pytest.raises(NotFetched, match=NOT_THERE):
        download(f"http://localhost:{httpserver.port}/a.jpg", most=MOST)

    assert (listener.knocks(), len(httpserver.log)) == (0, 1)


def test_a_redirect_to_another_scheme_ends_there(httpserver, settings):
    settings.PRIVATE_PICTURE_HOSTS = [f"localhost:{httpserver.port}"]
    httpserver.expect_request("/a.jpg").respond_with_response(
        Response(status=302, headers={"Location": "file:///etc/passwd"})
    )

    with pytest.raises(NotFetched) as refusal:
        download(f"http://localhost:{httpserver.port}/a.jpg", most=MOST)

    assert str(refusal.value) == NO_ADDRESS


def test_proxies_of_the_environment_are_not_asked(listener, monkeypatch, names):
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{listener.port}")
    names["pictures.example"] = [["10.0.0.1"]]
    downloading.client.cache_clear()

    with pytest.raises(NotFetched, match=NOT_THERE):
        download(f"http://pictures.example:{listener.port}/a.jpg", most=MOST)

    assert listener.knocks() == 0
