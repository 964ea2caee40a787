"""What can become of a call, in the words of a proxy that stands between."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from http import HTTPStatus

PAGE = b"<!doctype html><title>Just a moment</title><h1>We will be right back</h1>"

#: Slower than any plugin waits for a byte.
DRIP = 0.5


class Ending(Enum):
    WHOLE = auto()
    #: Half of it comes, and then the connection ends.
    CUT = auto()
    RESET = auto()
    #: Nothing comes; the connection stays open as long as the caller likes.
    NEVER = auto()


@dataclass(frozen=True, slots=True)
class Fault:
    name: str
    #: Did the platform get the request, and act on it?
    reaches: bool = True
    #: Seconds until the answer begins, and between two bytes of it.
    delay: float = 0.0
    pace: float = 0.0
    ending: Ending = Ending.WHOLE
    #: What is answered instead of what the platform says.
    answer: bytes | None = None

    @property
    def harmless(self) -> bool:
        """Does what the platform says arrive all the same?"""
        return self.answer is None and not self.pace and self.ending is Ending.WHOLE


def answer(
    status: int, body: bytes, *, kind: str = "application/json", **headers: str
) -> bytes:
    phrase = HTTPStatus(status).phrase
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    named |= {"Content-Type": kind, "Content-Length": str(len(body))}
    lines = [f"HTTP/1.1 {status} {phrase}", *(f"{n}: {t}" for n, t in named.items())]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + body


def latency(seconds: float) -> Fault:
    return Fault("latency", delay=seconds)


def drip() -> Fault:
    return Fault("drip", pace=DRIP)


def reset(*, reaches: bool) -> Fault:
    return Fault(named("reset", reaches), reaches=reaches, ending=Ending.RESET)


def silence(*, reaches: bool) -> Fault:
    return Fault(named("time_out", reaches), reaches=reaches, ending=Ending.NEVER)


def throttled(seconds: int | None = None) -> Fault:
    """No platform acts on what it turns away so."""
    body = json.dumps({"error": "too many requests"}).encode()
    if seconds is None:
        return Fault("429", reaches=False, answer=answer(429, body))
    told = answer(429, body, Retry_After=str(seconds))
    return Fault("429_retry_after", reaches=False, answer=told)


def broken(status: int, *, reaches: bool) -> Fault:
    """The balancer in front says so, whatever was done behind it."""
    told = answer(status, PAGE, kind="text/html")
    return Fault(named(str(status), reaches), reaches=reaches, answer=told)


def html() -> Fault:
    return Fault("html_for_json", answer=answer(200, PAGE, kind="text/html"))


def empty() -> Fault:
    return Fault("empty", answer=answer(200, b""))


def truncated() -> Fault:
    return Fault("truncated", ending=Ending.CUT)


def error_inside(body: bytes) -> Fault:
    """HTTP 200, and the platform's own words for being unwell."""
    return Fault("error_inside", reaches=False, answer=answer(200, body))


def every(inside: bytes) -> Iterator[Fault]:
    """The whole list, each in both ways where it matters what was done."""
    yield latency(0.2)
    yield drip()
    yield from (throttled(), throttled(1), html(), empty(), truncated())
    yield error_inside(inside)
    for reaches in (False, True):
        yield reset(reaches=reaches)
        yield silence(reaches=reaches)
        for status in (500, 502, 503):
            yield broken(status, reaches=reaches)


def named(name: str, reaches: bool) -> str:
    return f"{name}_after" if reaches else f"{name}_before"
