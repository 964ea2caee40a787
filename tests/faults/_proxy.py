"""A proxy between the shop and a platform: it passes calls on, or spoils them.

    with proxied(address) as proxy:
        proxy.choose = lambda asked: throttled()

It writes down what was asked, when and with what body, which no platform keeps.
"""

import asyncio
import socket
import struct
import threading
import time
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from tests.faults._faults import Ending, Fault

#: Closing then sends a reset instead of a farewell.
LINGER_NOT = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came in; `fault` is what became of it."""

    at: float
    method: str
    target: str
    head: bytes
    body: bytes
    fault: Fault | None = None


#: Either side has hung up, talks nonsense, or the proxy itself ends.
GONE = (OSError, EOFError, ValueError, asyncio.CancelledError)

Choose = Callable[[Asked], Fault | None]


def nothing(asked: Asked) -> Fault | None:
    return None


class Proxy:
    def __init__(self, upstream: str) -> None:
        where = urlsplit(upstream)
        self.host, self.upstream_port = where.hostname, where.port
        self.port = 0
        self.choose: Choose = nothing
        self.asked: list[Asked] = []
        self.open = self.most_at_once = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def since(self, moment: float) -> list[Asked]:
        return [asked for asked in self.asked if asked.at >= moment]

    async def talk(self, reader: StreamReader, writer: StreamWriter) -> None:
        """One request a connection: then nobody calls on one that is dead already."""
        self.open += 1
        self.most_at_once = max(self.open, self.most_at_once)
        with suppress(*GONE):
            asked = await read_request(reader)
            fault = self.choose(asked)
            self.asked.append(replace(asked, fault=fault))
            await self.play(fault or Fault("none"), asked, reader, writer)
        self.open -= 1
        writer.close()

    async def play(
        self, fault: Fault, asked: Asked, reader: StreamReader, writer: StreamWriter
    ) -> None:
        said = await self.pass_on(asked) if fault.reaches else b""
        await asyncio.sleep(fault.delay)
        if fault.ending is Ending.NEVER:
            await reader.read()  # until the caller gives up
        elif fault.ending is Ending.RESET:
            hang_up(writer)
        else:
            said = said if fault.answer is None else fault.answer
            end = len(said) // 2 if fault.ending is Ending.CUT else len(said)
            await send(writer, said[:end], pace=fault.pace)

    async def pass_on(self, asked: Asked) -> bytes:
        reader, writer = await asyncio.open_connection(self.host, self.upstream_port)
        writer.write(closing(asked.head + asked.body))
        said = await reader.read()
        writer.close()
        return closing(said)


async def read_request(reader: StreamReader) -> Asked:
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ")
    fields = dict(line.lower().split(": ", 1) for line in lines if line)
    body = await reader.readexactly(int(fields.get("content-length", 0)))
    return Asked(time.time(), method, target, head, body)


def closing(message: bytes) -> bytes:
    """The same with `Connection: close`, which ends it without a count of bytes."""
    head, mark, body = message.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    kept = [line for line in lines if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([*kept, b"Connection: close"]) + mark + body


def hang_up(writer: StreamWriter) -> None:
    connection = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
    writer.transport.abort()


async def send(writer: StreamWriter, said: bytes, *, pace: float) -> None:
    if not pace:
        writer.write(said)
        await writer.drain()
        return
    for place in range(len(said)):
        writer.write(said[place : place + 1])
        await writer.drain()
        await asyncio.sleep(pace)


@contextmanager
def proxied(upstream: str) -> Iterator[Proxy]:
    proxy = Proxy(upstream)
    with serving(proxy.talk) as port:
        proxy.port = port
        yield proxy


@contextmanager
def serving(talk: Callable[..., object]) -> Iterator[int]:
    """Serve it in a thread with a loop of its own, and give the port."""
    loop, ready, ports = asyncio.new_event_loop(), threading.Event(), list[int]()
    stopped = asyncio.Event()

    async def serve() -> None:
        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        ports.append(server.sockets[0].getsockname()[1])
        ready.set()
        await stopped.wait()
        server.close()

    def run() -> None:
        loop.run_until_complete(serve())
        for task in asyncio.all_tasks(loop):
            task.cancel()
            with suppress(asyncio.CancelledError):
                loop.run_until_complete(task)
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield ports[0]
    finally:
        loop.call_soon_threadsafe(stopped.set)
        thread.join(10)
