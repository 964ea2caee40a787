"""Read the environment. A value that cannot be understood stops the start, by name."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def read(path: Path) -> None:
    """Take the lines NAME=value of a file, where there is one; the environment wins."""
    if not path.exists():
        return
    for line in path.read_text().splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip())


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set {name}; docs/settings.md says what it is.")
    return value


def number(name: str, default: int) -> int:
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is a whole number.") from error


def flag(name: str, *, default: bool = False) -> bool:
    value = os.environ.get(name, str(default)).strip().lower()
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} is 1 or 0.")
    return value in TRUE


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def folder(name: str, default: Path) -> Path:
    return Path(os.environ.get(name) or default).expanduser().resolve()


def database(name: str, default: str) -> dict[str, Any]:
    """Understand `sqlite:///path` and `postgres://user:password@host:port/name?host=/socket`."""
    url = urlsplit(text(name, default))
    if url.scheme == "sqlite":
        return sqlite(unquote(url.path[1:]) if url.path.startswith("//") else url.path)
    if url.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "storefront.postgresql",
            "NAME": unquote(url.path[1:]),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": dict(parse_qsl(url.query)).get("host", url.hostname or ""),
            "PORT": url.port or "",
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise ImproperlyConfigured(f"{name} starts with sqlite:// or postgres://.")


def sqlite(path: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        # Without these three SQLite answers "database is locked" under two writers.
        "OPTIONS": {
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        },
    }
