"""A browser of few words, and many of them at once: requests over kept connections."""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from statistics import quantiles

PATIENCE = 60


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    cookies: dict[str, str]
    body: bytes


@dataclass
class Connection:
    """One kept connection with cookies of its own."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""
        self.asked = 0

    def close(self) -> None:
        self.socket.close()

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, body: bytes) -> Answer:
        return self.ask("POST", path, body)

    def ask(self, method: str, path: str, body: bytes = b"") -> Answer:
        lines = [f"{method} {path} HTTP/1.1", f"Host: localhost:{self.port}"]
        lines += [f"{name}: {text}" for name, text in self.headers.items()]
        if self.cookies:
            pairs = "; ".join(f"{name}={text}" for name, text in self.cookies.items())
            lines.append(f"Cookie: {pairs}")
        if method == "POST":
            lines.append(f"Origin: http://localhost:{self.port}")
            lines.append("Content-Type: application/x-www-form-urlencoded")
            lines.append(f"Content-Length: {len(body)}")
        self.send("\r\n".join([*lines, "", ""]).encode() + body)
        self.asked += 1
        answer = self.read()
        self.cookies |= answer.cookies
        return answer

    def send(self, request: bytes) -> None:
        self.socket.sendall(request)

    def read(self) -> Answer:
        head = self.until(b"\r\n\r\n").decode("latin-1")
        first, *lines = head.split("\r\n")
        headers: dict[str, str] = {}
        cookies: dict[str, str] = {}
        for line in lines:
            name, _, text = line.partition(": ")
            if name.lower() == "set-cookie":
                pair, _, _ = text.partition(";")
                cookies[pair.partition("=")[0]] = pair.partition("=")[2]
            headers[name.lower()] = text
        return Answer(int(first.split()[1]), headers, cookies, self.body(headers))

    def body(self, headers: dict[str, str]) -> bytes:
        if headers.get("transfer-encoding") != "chunked":
            return self.exactly(int(headers.get("content-length", 0)))
        whole = b""
        while size := int(self.until(b"\r\n"), 16):
            whole += self.exactly(size)
            self.exactly(2)
        self.exactly(2)
        return whole

    def until(self, mark: bytes) -> bytes:
        while mark not in self.rest:
            self.fill()
        found, _, self.rest = self.rest.partition(mark)
        return found

    def exactly(self, size: int) -> bytes:
        while len(self.rest) < size:
            self.fill()
        found, self.rest = self.rest[:size], self.rest[size:]
        return found

    def fill(self) -> None:
        piece = self.socket.recv(262_144)
        if not piece:
            raise ConnectionError("The server hung up.")
        self.rest += piece


def load(
    port: int,
    paths: Sequence[str],
    *,
    seconds: float,
    connections: int,
    cookies: Mapping[str, str] | None = None,
    stay: int = 0,
) -> dict[str, float]:
    """Ask for the paths in turn over so many connections, as fast as they answer.

    Each is opened anew after `stay` questions, if that is given: over few that are
    kept, all may have met the same web process by chance, or each its own.
    """
    headers = {"Accept-Encoding": "br", "Accept-Language": "vi"}

    def shopper(number: int) -> Iterator[float]:
        browser = Connection(port, dict(cookies or {}), headers)
        turn = cycle(paths[number % len(paths) :] + paths[: number % len(paths)])
        while True:
            if stay and browser.asked >= stay:
                browser.close()
                browser = Connection(port, dict(cookies or {}), headers)
            began = time.perf_counter()
            answer = browser.get(next(turn))
            if answer.status != 200:
                raise RuntimeError(f"{answer.status} for one of {paths[:3]}")
            yield time.perf_counter() - began

    return told(*crowd(shopper, seconds=seconds, size=connections))


def crowd(
    shopper: Callable[[int], Iterator[float]], *, seconds: float, size: int
) -> tuple[list[float], float]:
    """Let them all go on until the time is over; each turn's seconds, and all of it."""
    taken: list[list[float]] = [[] for _ in range(size)]
    failures: list[Exception] = []
    ends = time.perf_counter() + seconds

    def run(number: int) -> None:
        try:
            for turn in shopper(number):
                taken[number].append(turn)
                if time.perf_counter() > ends:
                    return
        except Exception as error:  # noqa: BLE001 -- raised again below
            failures.append(error)

    began = time.perf_counter()
    threads = [threading.Thread(target=run, args=(number,)) for number in range(size)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return [turn for some in taken for turn in some], time.perf_counter() - began


def told(taken: Sequence[float], seconds: float) -> dict[str, float]:
    spread = quantiles(taken, n=100) if len(taken) > 1 else [taken[0]] * 99
    return {
        "per_second": round(len(taken) / seconds, 1),
        "p50_ms": round(spread[49] * 1000, 2),
        "p95_ms": round(spread[94] * 1000, 2),
        "p99_ms": round(spread[98] * 1000, 2),
    }
