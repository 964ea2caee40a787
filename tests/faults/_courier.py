"""Brings webhooks to the shop as badly as it is told: twice, shuffled, late, never.

It takes each at once and answers 200, so that the platform thinks it has arrived.
"""

import asyncio
import random
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.faults._faults import answer
from tests.faults._proxy import GONE, closing, read_request, serving


@dataclass
class Courier:
    door: str
    seed: int
    times: int = 1
    #: Shares of one.
    lost: float = 0.0
    late: float = 0.0
    #: Each is brought at some moment within so many seconds.
    within: float = 0.0
    port: int = 0
    taken: int = 0
    brought: list[int] = field(default_factory=list)
    #: What is late waits here until somebody brings it.
    kept: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}{urlsplit(self.door).path}"

    async def talk(self, reader: StreamReader, writer: StreamWriter) -> None:
        with suppress(*GONE):
            asked = await read_request(reader)
            writer.write(answer(200, b"{}"))
            await writer.drain()
            writer.close()
            self.taken += 1
            await asyncio.gather(
                *map(self.bring_in_time, self.copies(asked.head + asked.body))
            )

    def copies(self, whole: bytes) -> Iterator[bytes]:
        for _ in range(self.times):
            if self.chance.random() < self.lost:
                continue
            if self.chance.random() < self.late:
                self.kept.append(whole)
            else:
                yield whole

    async def bring_in_time(self, whole: bytes) -> None:
        await asyncio.sleep(self.chance.uniform(0, self.within))
        await self.bring(whole)

    async def bring(self, whole: bytes) -> None:
        where = urlsplit(self.door)
        reader, writer = await asyncio.open_connection(where.hostname, where.port)
        writer.write(closing(whole))
        status = (await reader.readline()).split()[1:2]
        self.brought.append(int(status[0]) if status else 0)
        writer.close()

    def bring_late(self) -> int:
        """What is late comes now, the newest first; how many there were."""
        late, self.kept = self.kept[::-1], []
        with ThreadPoolExecutor(1) as thread:  # this one may have a loop of its own
            for whole in late:
                thread.submit(asyncio.run, self.bring(whole)).result()
        return len(late)


@contextmanager
def courier(door: str, *, seed: int, **how: float) -> Iterator[Courier]:
    started = Courier(door, seed, **how)  # type: ignore[arg-type] -- names of fields
    with serving(started.talk) as port:
        started.port = port
        yield started
