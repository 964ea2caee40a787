"""The page checkers that come from npm: installed once, into build/npm."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LISTED = ROOT / "tests" / "npm"
FOLDER = ROOT / "build" / "npm"
FILES = ("package.json", "package-lock.json", ".npmrc")
NO_NPM = "no npm access: html-validate and lighthouse are not here, and checked nothing"


def npm_tool(name: str) -> list[str]:
    """The command that starts it; skips the test loudly where npm cannot be reached."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_installed() and not install():
            pytest.skip(NO_NPM)
    return [node("node"), str(FOLDER / "node_modules" / ".bin" / name)]


def is_installed() -> bool:
    return (FOLDER / "done").exists() and all(
        (FOLDER / name).read_bytes() == (LISTED / name).read_bytes() for name in FILES
    )


def install() -> bool:
    for name in FILES:
        shutil.copy(LISTED / name, FOLDER / name)
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    }
    done = subprocess.run(
        [node("npm"), "ci"],
        check=False,
        cwd=FOLDER,
        env=environment,
        capture_output=True,
    )
    if done.returncode == 0:
        (FOLDER / "done").touch()
    return done.returncode == 0


def node(program: str) -> str:
    """From the wheel, beside our Python; not the one of the system."""
    return str(Path(sys.executable).parent / program)
