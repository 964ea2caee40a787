"""Reads that every page needs and that may be a moment old."""

import time
from collections.abc import Callable
from typing import ClassVar, Generic, TypeVar

T = TypeVar("T")


class Remembered(Generic[T]):
    """A read without arguments whose answer this process keeps for some seconds.

    Two threads may read at once, and then both have a new answer.
    """

    every: ClassVar[list["Remembered[object]"]] = []

    def __init__(self, read: Callable[[], T], *, seconds: float) -> None:
        self.read = read
        self.seconds = seconds
        self.kept: tuple[float, T] | None = None
        Remembered.every.append(self)  # type: ignore[arg-type]

    def __call__(self) -> T:
        now = time.monotonic()
        kept = self.kept
        if kept is None or now - kept[0] > self.seconds:
            self.kept = kept = now, self.read()
        return kept[1]

    def forget(self) -> None:
        self.kept = None


def remembered(*, seconds: float) -> Callable[[Callable[[], T]], Remembered[T]]:
    def remember(read: Callable[[], T]) -> Remembered[T]:
        return Remembered(read, seconds=seconds)

    return remember


def forget_everything() -> None:
    for read in Remembered.every:
        read.forget()
