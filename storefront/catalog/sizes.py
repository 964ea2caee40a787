"""The sizes in which pages show a picture, and what their files are called.

A name follows from the kept file's own, which follows from its content: the same
picture has the same files, and a row need not list them.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath

FOLDER = "sizes"
#: The longer side of the small picture of the shop's own pages.
PAGE_SIDE = 800
#: A card on a phone, a card on a sharper phone, a product's page.
WIDTHS = (320, 640, 1200)
#: Raise it when the files are made in another way: all are made anew.
DRAWING = 1
#: As browsers choose: the first they know.
SOURCES = {"avif": "image/avif", "webp": "image/webp"}
#: For whoever knows neither, in one width.
PLAIN = "jpg"
PLAIN_WIDTH = WIDTHS[1]


def widths_of(width: int) -> list[int]:
    """Never wider than the picture is."""
    smaller = [one for one in WIDTHS if one < width]
    return [*smaller, width] if len(smaller) < len(WIDTHS) else smaller


def plain_width(widths: list[int]) -> int:
    return max((one for one in widths if one <= PLAIN_WIDTH), default=widths[0])


def name_of(file: str, width: int, kind: str) -> str:
    return f"{FOLDER}/{PurePosixPath(file).stem}-{width}v{DRAWING}.{kind}"


def names_of(file: str, widths: list[int]) -> Iterator[tuple[str, int, str]]:
    """Every file that a picture has, with its width and kind."""
    for kind in SOURCES:
        for width in widths:
            yield name_of(file, width, kind), width, kind
    yield name_of(file, plain_width(widths), PLAIN), plain_width(widths), PLAIN
