"""Find the plugins' fake platforms and run each in a process of its own."""

import json
import multiprocessing
import os
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Event, Thread

from django.conf import settings

from storefront.contract.sandbox import Sandbox, serve

#: The switches of a sandbox are this far above its own port.
CONTROL_PORTS = 50


@dataclass(frozen=True, slots=True)
class Place:
    """Where the sandbox of a plugin's folder runs and where it keeps its file."""

    folder: str
    port: int
    path: Path

    @property
    def control_port(self) -> int:
        return self.port + CONTROL_PORTS


def places() -> dict[str, Place]:
    """Every plugin with a sandbox, on PORT + 1, PORT + 2 …

    A sandbox stays where it was when others come: connections know it by its port.
    """
    plugins = Path(settings.BASE_DIR / "plugins").glob("*/sandbox.py")
    folders = sorted(path.parent.name for path in plugins)
    return {
        folder: Place(
            folder=folder,
            port=settings.PORT + number,
            path=settings.DATA_DIR / "sandbox" / f"{folder}.sqlite3",
        )
        for folder, number in numbered(folders).items()
    }


def numbered(folders: Sequence[str]) -> dict[str, int]:
    """Those that have run here keep their numbers; newcomers take the next ones."""
    file = settings.DATA_DIR / "sandbox" / "numbers.json"
    known = json.loads(file.read_text()) if file.exists() else {}
    old = [folder for folder in folders if (file.parent / f"{folder}.sqlite3").exists()]
    for folder in (*old, *folders):
        known.setdefault(folder, max(known.values(), default=0) + 1)
    keep(file, known)
    return {folder: known[folder] for folder in folders}


def keep(file: Path, numbers: Mapping[str, int]) -> None:
    """Put the whole file in place at once: two may start together."""
    text = json.dumps(numbers, indent=2)
    if file.exists() and file.read_text() == text:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"numbers.{os.getpid()}")
    draft.write_text(text)
    draft.rename(file)


def sandbox_of(folder: str) -> type[Sandbox]:
    module = import_module(f"plugins.{folder}.sandbox")
    found = [
        thing
        for thing in vars(module).values()
        if isinstance(thing, type)
        and issubclass(thing, Sandbox)
        and thing.__module__ == module.__name__
    ]
    if len(found) != 1:
        raise ValueError(f"{module.__name__} has {len(found)} sandboxes, not one.")
    return found[0]


def run_sandboxes(
    chosen: Sequence[Place], *, host: str, seed: int | None, end: Event
) -> Place | None:
    """Run them until `end` is set; return the one that ended by itself, if one did.

    However this process ends, they end with it: each watches a pipe whose other end
    only this process holds.
    """
    context = multiprocessing.get_context("spawn")
    watched, held = context.Pipe(duplex=False)
    processes: dict[Place, BaseProcess] = {
        place: context.Process(
            target=run_sandbox, args=(place, host, seed, watched), name=place.folder
        )
        for place in chosen
    }
    try:
        for process in processes.values():
            process.start()
        watched.close()
        return watch(processes, end)
    finally:
        held.close()
        for process in processes.values():
            stop(process)


def watch(processes: dict[Place, BaseProcess], end: Event) -> Place | None:
    sentinels = {process.sentinel: place for place, process in processes.items()}
    while not end.is_set():
        ended = wait(list(sentinels), timeout=0.2)
        for sentinel in ended:
            return sentinels[int(sentinel)]  # type: ignore[arg-type]
    return None


def stop(process: BaseProcess) -> None:
    if process.pid is None:
        return
    process.join(timeout=5)
    if process.is_alive():
        process.kill()
        process.join()


def run_sandbox(place: Place, host: str, seed: int | None, watched: Connection) -> None:
    """The body of a sandbox's process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Thread(target=end_with, args=(watched,), daemon=True).start()
    sandbox = sandbox_of(place.folder)(place.path, seed=seed)
    serve(
        sandbox,
        host=host,
        port=place.port,
        control_port=place.control_port,
        end=Event(),
    )


def end_with(watched: Connection) -> None:
    """End this process as soon as nobody holds the other end of the pipe."""
    wait([watched])
    os._exit(0)
