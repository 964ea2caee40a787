"""One polite HTTP client: a deadline for the whole call, and a Gate to ask first.

The Gate is the hub's: it takes the call from the budget, writes down what is being
sent before the bytes go out, and hears what came back. Secrets stay out of its logs,
because nothing here logs an address, a parameter or a body.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

import httpx2 as httpx
import orjson

from storefront.contract.data import Sent, Usage
from storefront.contract.errors import PlatformUnavailable
from storefront.contract.pool import ending_after, pool

MAX_BYTES = 64 * 1024 * 1024

#: Others unpack so well that a few bytes of them could fill the memory.
ENCODINGS = {"", "identity", "gzip"}

#: No byte of the request was written. Everything else that goes wrong may have come
#: after the platform acted, even on a pooled connection that it had given up.
NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
)


@dataclass(frozen=True, slots=True)
class Call:
    """One call about to be made: which budget it is paid from and what it carries."""

    endpoint: str
    sending: tuple[Sent, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> object:
        """Return the decoded body; one that is no JSON is the platform being ill."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError as error:
            raise PlatformUnavailable(
                f"answered HTTP {self.status} with something that is not JSON"
            ) from error


class Gate(Protocol):
    """Asked before each call and told after it."""

    def enter(self, call: Call) -> str:
        """Return a ticket, or raise NotNow: nothing may be sent."""

    def never_sent(self, ticket: str) -> None:
        """The connection was not established: undo what `enter` wrote down."""

    def failed(self, ticket: str, reason: str) -> None:
        """The bytes went out and no whole answer came back."""

    def answered(self, ticket: str, status: int, usage: Usage | None) -> None: ...


class OpenGate:
    """Lets everything through: for a check, and for tests."""

    def enter(self, call: Call) -> str:
        return ""

    def never_sent(self, ticket: str) -> None: ...

    def failed(self, ticket: str, reason: str) -> None: ...

    def answered(self, ticket: str, status: int, usage: Usage | None) -> None: ...


class Http:
    def __init__(
        self,
        address: str,
        gate: Gate,
        *,
        read_usage: Callable[[Answer], Usage | None] = lambda _: None,
        deadline: timedelta = timedelta(seconds=30),
        client: httpx.Client | None = None,
    ) -> None:
        self.address = address.rstrip("/")
        self.gate = gate
        self.read_usage = read_usage
        self.deadline = deadline
        self.client = client or pool()

    def request(
        self,
        method: str,
        path: str,
        *,
        endpoint: str,
        sending: Sequence[Sent] = (),
        params: Mapping[str, str] | None = None,
        content: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Return the platform's answer, whatever its status.

        Raises PlatformUnavailable when there is none; `nothing_done` says whether the
        platform can have seen the request.
        """
        request = self.client.build_request(
            method,
            self.address + path,
            params=params,
            content=content,
            headers=headers,
            timeout=self.deadline.total_seconds(),
        )
        ticket = self.gate.enter(Call(endpoint, tuple(sending)))
        try:
            answer = self._send(request)
        except NEVER_SENT as error:
            self.gate.never_sent(ticket)
            reason = f"no connection ({type(error).__name__})"
            raise PlatformUnavailable(reason, nothing_done=True) from None
        except httpx.HTTPError as error:
            self.gate.failed(ticket, type(error).__name__)
            reason = f"no answer ({type(error).__name__})"
            raise PlatformUnavailable(reason) from None
        self.gate.answered(ticket, answer.status, self.read_usage(answer))
        return answer

    def _send(self, request: httpx.Request) -> Answer:
        """Read the whole answer within the deadline, even when it drips in."""
        with ending_after(self.deadline):
            response = self.client.send(request, stream=True)
            try:
                body = read_body(response)
            finally:
                response.close()
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, headers, body)


def read_body(response: httpx.Response) -> bytes:
    if response.headers.get("content-encoding", "").lower() not in ENCODINGS:
        raise httpx.DecodingError("an encoding that was not asked for")
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > MAX_BYTES:
            raise httpx.DecodingError("too long an answer")
    return bytes(body)
