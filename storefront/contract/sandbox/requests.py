"""What comes in over HTTP and what goes out."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from functools import cached_property
from typing import Self
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Request:
    method: str
    target: str
    headers: Message
    body: bytes = b""

    @cached_property
    def path(self) -> str:
        return urlsplit(self.target).path

    @cached_property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @cached_property
    def form(self) -> dict[str, str]:
        """The fields of a urlencoded body. Raises ValueError on broken UTF-8."""
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    def json(self) -> object:
        """Raises ValueError when the body is not JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    """An answer. A `stream` is sent in chunks and never held whole."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json; charset=UTF-8"
    stream: Iterable[bytes] | None = None

    @classmethod
    def json(
        cls,
        value: object,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> Self:
        body = json.dumps(value, ensure_ascii=False).encode()
        return cls(status=status, body=body, headers=headers or {})

    @classmethod
    def array(cls, rows: Iterable[object], *, start: str = "[", end: str = "]") -> Self:
        """A JSON array of any length, with what stands before and after it."""
        return cls(stream=encode(rows, start, end))

    @classmethod
    def html(cls, page: str) -> Self:
        return cls(body=page.encode(), content_type="text/html; charset=utf-8")


def encode(rows: Iterable[object], start: str, end: str) -> Iterator[bytes]:
    yield start.encode()
    comma = ""
    for row in rows:
        yield (comma + json.dumps(row, ensure_ascii=False)).encode()
        comma = ",\n"
    yield end.encode()
