"""What was asked of the platform, and when it was answered."""

import hashlib
import re
import time
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

from storefront.contract.sandbox.platform import Sandbox
from storefront.contract.sandbox.requests import Request

SUMMARY = 300


def note_received(sandbox: Sandbox, request: Request, received_at: float) -> int:
    """Committed before the work begins, so that a kill leaves its trace."""
    row = (
        received_at,
        request.method,
        without_secrets(request.target, sandbox.hidden),
        len(request.body),
        hashlib.sha256(request.body).hexdigest(),
        summary_of(request.body, sandbox.hidden),
    )
    with sandbox.writing() as rows:
        added = rows.execute(
            "insert into sandbox_log (received_at, method, path, size, digest, summary)"
            " values (?, ?, ?, ?, ?, ?)",
            row,
        )
    return int(added.lastrowid or 0)


def note_answered(sandbox: Sandbox, number: int, status: int) -> None:
    with sandbox.writing() as rows:
        rows.execute(
            "update sandbox_log set answered_at = ?, status = ? where id = ?",
            (time.time(), status, number),
        )


def without_secrets(target: str, hidden: frozenset[str]) -> str:
    parts = urlsplit(target)
    query = [
        (name, "***" if name in hidden else value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    ]
    return parts.path + ("?" + urlencode(query, safe='*{}",:') if query else "")


def summary_of(body: bytes, hidden: frozenset[str]) -> str:
    text = body[:SUMMARY].decode(errors="replace")
    names = "|".join(map(re.escape, sorted(hidden)))
    return re.sub(rf"\b({names})=[^&]*", r"\1=***", text)


def entries(sandbox: Sandbox, *, after: int = 0) -> Iterator[dict[str, object]]:
    """In the order received; `answered_at` is null while there is no answer."""
    with sandbox.reading() as rows:
        for row in rows.execute("select * from sandbox_log where id > ?", (after,)):
            yield dict(row)


def latest(sandbox: Sandbox, limit: int) -> list[dict[str, object]]:
    with sandbox.reading() as rows:
        found = rows.execute(
            "select * from sandbox_log order by id desc limit ?", (limit,)
        )
        return [dict(row) for row in found]
