"""Connections to the public internet only, whatever a name resolves to.

A name is resolved once, each of its addresses is checked, and the connection is made
to one of those: a name that means another address a moment later gains nothing.
"""

import socket
from collections.abc import Iterable
from concurrent.futures import Future
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from threading import Thread

import httpcore2 as httpcore
from django.conf import settings

from storefront.contract.pool import CONNECT_SECONDS, Network, Transport, left

Address = IPv4Address | IPv6Address

#: Global in the registries' words, and yet none of a stranger's servers: where clouds
#: answer their own machines, and a relay into 6to4.
NOT_FOR_STRANGERS = [IPv4Network("168.63.129.16/32"), IPv4Network("192.88.99.0/24")]
#: All of IPv6 that is given out; what maps or translates IPv4 lies outside, but for
#: Teredo and 6to4.
GIVEN_OUT = IPv6Network("2000::/3")
TUNNELS = [IPv6Network("2001::/23"), IPv6Network("2002::/16"), IPv6Network("3fff::/20")]


class NotPublic(Exception):
    """The host is, or also is, an address in a private or special network."""


def is_public(address: Address) -> bool:
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in NOT_FOR_STRANGERS)
    return address in GIVEN_OUT and not any(address in net for net in TUNNELS)


def allowed_by_settings(host: str, port: int) -> bool:
    return f"{host}:{port}" in settings.PRIVATE_PICTURE_HOSTS


def resolve(host: str, port: int, seconds: float) -> list[str]:
    """Ask the system once, and give up on it after so many seconds."""
    answer: Future[list[str]] = Future()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.set_result([str(place[0]) for *_, place in found])
        except (OSError, UnicodeError) as error:
            answer.set_exception(httpcore.ConnectError(str(error)))

    Thread(target=ask, daemon=True).start()
    try:
        return list(dict.fromkeys(answer.result(seconds)))
    except TimeoutError:
        raise httpcore.ConnectTimeout("the name was not resolved in time") from None


def checked_addresses(host: str, port: int) -> list[str]:
    """The addresses of a host. One that is not public spoils them all."""
    seconds = min(left(httpcore.ConnectTimeout), CONNECT_SECONDS)
    addresses = resolve(host, port, seconds)
    if allowed_by_settings(host, port):
        return addresses
    if not all(is_public(ip_address(one.partition("%")[0])) for one in addresses):
        raise NotPublic(host)
    return addresses


class PublicNetwork(Network):
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError("the name has no address")
        for address in checked_addresses(host, port):
            try:
                return super().connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


class PublicTransport(Transport):
    def __init__(self) -> None:
        super().__init__()
        self._pool._network_backend = PublicNetwork()  # noqa: SLF001 -- as its parent
