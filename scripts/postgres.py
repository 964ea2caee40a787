"""A PostgreSQL of our own for as long as it is needed.

It listens on a socket in a folder of its own and syncs nothing to disk. PostgreSQL
refuses to run as root, so root starts it as the user `postgres`.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
}


#: As it runs in production: what is committed is on the disk.
SAFE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


#: On a small disk: its log keeps little for later.
FRUGAL = {"max_wal_size": "32MB", "min_wal_size": "4MB"}


class NoSmallDisk(Exception):
    """Only root, or a user in a namespace of its own, may mount one."""


def end_on_signals() -> None:
    """Stop what was started also when this process is told to end."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGHUP, lambda *_: sys.exit(129))


@contextmanager
def postgres(
    *,
    safe: bool = False,
    megabytes: int = 0,
    like: Path | None = None,
    keep: Path | None = None,
) -> Iterator[str]:
    """Give the address (a DATABASE_URL) of a fresh server with an empty database.

    With `megabytes` it lives on a disk of that size, or NoSmallDisk is raised. With
    `like` it begins as what was kept of another one.
    """
    folder = Path(tempfile.mkdtemp(prefix="kieng-postgres-"))
    data = f"--pgdata={folder / 'data'}"
    options = {**OPTIONS, **(SAFE if safe else {})}
    options |= FRUGAL if megabytes else {}
    options["unix_socket_directories"] = str(folder)
    settings = " ".join(f"-c {name}='{value}'" for name, value in options.items())
    mounted = megabytes and mount(folder, megabytes)
    if os.getuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    try:
        if like:
            copy(like, folder / "data")
        else:
            # Small segments: where the disk is full, the next one is wanted soon.
            own = ["--wal-segsize=1"] if mounted else []
            run("initdb", data, "--username=kieng", "--auth=trust", "--no-sync", *own)
        log = f"--log={folder / 'log'}"
        run("pg_ctl", data, "--wait", log, f"--options={settings}", "start")
        if not like:
            run("createdb", f"--host={folder}", "--username=kieng", "kieng")
        yield f"postgres://kieng@/kieng?host={folder}"
        if keep:
            run("pg_ctl", data, "--wait", "--mode=fast", "stop")
            copy(folder / "data", keep)
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            run("pg_ctl", data, "--wait", "--mode=immediate", "stop")
        if mounted:
            subprocess.run(["umount", "--lazy", folder], check=False)
        shutil.rmtree(folder)


def copy(data: Path, to: Path) -> None:
    """With owner and rights, of which PostgreSQL is particular."""
    subprocess.run(["cp", "--archive", data, to], check=True)


def mount(folder: Path, megabytes: int) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700"]
    done = subprocess.run(
        [*command, "tmpfs", folder], capture_output=True, text=True, check=False
    )
    if done.returncode:
        folder.rmdir()
        raise NoSmallDisk(done.stderr.strip())
    return True


def run(program: str, *arguments: str) -> None:
    user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    done = subprocess.run(
        [*user, binary(program), *arguments],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{program} failed:\n{done.stdout}")


def binary(program: str) -> str:
    """Find it in the newest PostgreSQL there is: Debian keeps them out of PATH."""
    installed = Path("/usr/lib/postgresql").glob(f"*/bin/{program}")
    newest = max(installed, key=lambda path: float(path.parts[4]), default=None)
    return str(newest or shutil.which(program) or sys.exit(f"There is no {program}."))


def run_with(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Return the command's exit code. A Ctrl-C reaches it too, and is its to answer."""
    with subprocess.Popen(command, env=environment) as child:
        try:
            return wait(child)
        finally:
            child.terminate()


def wait(child: subprocess.Popen[bytes]) -> int:
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            continue
