"""A feed's two files, plain and packed, written in one go and then put in place."""

import gzip
import hashlib
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from threading import Thread
from types import TracebackType
from typing import Self

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage

FOLDER = "feeds"
#: So many chunks may wait to be packed before the reading of rows waits for them.
AHEAD = 2
PACKING = 6


@dataclass(frozen=True, slots=True)
class Written:
    """Where the files are, and what is in them."""

    file: str
    packed_file: str
    digest: str
    size: int


class Moved(File[bytes]):
    """A finished file that a storage on the same disk may move instead of copying."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.open("rb"), name=path.name)
        self.path = path

    def temporary_file_path(self) -> str:
        return str(self.path)


class FeedFiles:
    """Takes chunks of text; a thread of its own writes, packs and digests them.

    These three let go of the interpreter, so rows are read meanwhile.
    """

    def __init__(self, folder: Path) -> None:
        self.plain, self.packed = folder / "plain", folder / "packed"
        self.digest = hashlib.sha256()
        self.size = 0
        self.waiting: Queue[bytes | None] = Queue(AHEAD)
        self.failure: Exception | None = None
        self.thread = Thread(target=self.drain, daemon=True)
        self.thread.start()

    def write(self, text: str) -> None:
        self.waiting.put(text.encode("utf-8", "ignore"))
        if self.failure:
            raise self.failure

    def drain(self) -> None:
        try:
            with self.plain.open("wb") as plain, self.packing() as packed:
                while (chunk := self.waiting.get()) is not None:
                    plain.write(chunk)
                    packed.write(chunk)
                    self.digest.update(chunk)
                    self.size += len(chunk)
        except Exception as error:  # noqa: BLE001 -- raised again by whoever writes
            self.failure = error
            while self.waiting.get() is not None:
                pass

    @contextmanager
    def packing(self) -> Iterator[gzip.GzipFile]:
        """Without name and time, so that the same rows make the same file."""
        with (
            self.packed.open("wb") as raw,
            gzip.GzipFile("", "wb", PACKING, raw, mtime=0) as packed,
        ):
            yield packed

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.waiting.put(None)
        self.thread.join()
        if error is None and self.failure:
            raise self.failure

    def put_in_place(self, feed_id: int, ending: str) -> Written:
        """Each build has names of its own: no reader ever sees half of two."""
        name = f"{FOLDER}/{feed_id}-{secrets.token_hex(16)}.{ending}"
        return Written(
            file=moved(self.plain, name),
            packed_file=moved(self.packed, f"{name}.gz"),
            digest=self.digest.hexdigest(),
            size=self.size,
        )


def moved(path: Path, name: str) -> str:
    with Moved(path) as content:
        return default_storage.save(name, content)


def forget_all_but(feed_id: int, *kept: str) -> None:
    """Remove what earlier builds of a feed left, those too that died half-way."""
    with suppress(FileNotFoundError):
        for name in default_storage.listdir(FOLDER)[1]:
            whole = f"{FOLDER}/{name}"
            if name.startswith(f"{feed_id}-") and whole not in kept:
                default_storage.delete(whole)


@contextmanager
def workshop(feed_id: int) -> Iterator[Path]:
    """A folder to build in, beside the media, so that finished files only move.

    What a build that died left there is cleared away by the next one.
    """
    place = settings.DATA_DIR / "building"
    for left in place.glob(f"feed-{feed_id}-*"):
        shutil.rmtree(left, ignore_errors=True)
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        prefix=f"feed-{feed_id}-", dir=place, ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder)
