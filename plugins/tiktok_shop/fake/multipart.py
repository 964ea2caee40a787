"""The parts of a form that carries a file, byte for byte."""

import re
from dataclasses import dataclass

from storefront.contract.sandbox import Request

NAME = re.compile(rb'\bname="?([^";\r\n]*)"?')


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    content: bytes


def parts_of(request: Request) -> dict[str, Part]:
    boundary = b"--" + str(request.headers.get_boundary()).encode()
    pieces = (b"\r\n" + request.body).split(b"\r\n" + boundary)
    read = [part_of(piece) for piece in pieces[1:-1]]
    return {part.name: part for part in read if part}


def part_of(piece: bytes) -> Part | None:
    head, _, content = piece.partition(b"\r\n\r\n")
    name = NAME.search(head)
    return Part(name[1].decode(), content) if name else None
