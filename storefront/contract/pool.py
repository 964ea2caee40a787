"""The network connections that all calls of a process share.

httpx bounds each wait for bytes, so an answer that drips in can take for ever. Here the
whole call ends by one moment, and no byte of it goes out after that moment.
"""

import logging
import os
import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpcore2 as httpcore
import httpx2 as httpx

#: One address of a host that takes longer than this is passed over for the next.
CONNECT_SECONDS = 5.0

#: A connection that a server has forgotten loses the call made on it: few wait idle.
KEEPALIVE_SECONDS = 4.0

WRITE_BYTES = 64 * 1024

_ends: ContextVar[float] = ContextVar("ends")

# At INFO httpx logs whole addresses, and httpcore logs headers at DEBUG: both may
# carry an access token.
for library in ("httpx2", "httpcore2"):
    logging.getLogger(library).setLevel(logging.WARNING)


@cache
def pool() -> httpx.Client:
    """Keeps no cookies, so that nothing passes from one account's call to another's."""
    return httpx.Client(
        transport=Transport(),
        trust_env=False,
        follow_redirects=False,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        headers={"User-Agent": "Kieng", "Accept-Encoding": "gzip"},
    )


# A forked worker must not talk into its parent's connections.
os.register_at_fork(after_in_child=pool.cache_clear)


@contextmanager
def ending_after(deadline: timedelta) -> Iterator[None]:
    """Everything inside, from finding a connection to the last byte, ends by then."""
    token = _ends.set(time.monotonic() + deadline.total_seconds())
    try:
        yield
    finally:
        _ends.reset(token)


def left(too_late: type[Exception]) -> float:
    seconds = _ends.get() - time.monotonic()
    if seconds <= 0:
        raise too_late("the deadline has passed")
    return seconds


class Transport(httpx.HTTPTransport):
    def __init__(self) -> None:
        super().__init__(
            limits=httpx.Limits(
                max_connections=20,
                max_keepalive_connections=10,
                keepalive_expiry=KEEPALIVE_SECONDS,
            )
        )
        # httpx hands its own pool no backend; tests/contract/test_http.py would notice.
        self._pool._network_backend = Network()  # noqa: SLF001


class Network(httpcore.SyncBackend):
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        seconds = min(left(httpcore.ConnectTimeout), CONNECT_SECONDS)
        stream = super().connect_tcp(host, port, seconds, local_address, socket_options)
        return Stream(stream)


class Stream(httpcore.NetworkStream):
    """A connection whose every wait is cut to what is left of the call."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self.stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, left(httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), WRITE_BYTES):
            chunk = buffer[start : start + WRITE_BYTES]
            self.stream.write(chunk, left(httpcore.WriteTimeout))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        seconds = left(httpcore.ConnectTimeout)
        secure = self.stream.start_tls(ssl_context, server_hostname, seconds)
        left(httpcore.ConnectTimeout)
        return Stream(secure)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)
