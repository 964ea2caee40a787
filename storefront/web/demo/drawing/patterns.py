"""Prints on cloth and paper. Each fills one shape and stays inside it."""

from collections.abc import Callable, Iterator

from storefront.web.demo.drawing import shapes
from storefront.web.demo.drawing.palette import LEAF, Colour
from storefront.web.demo.drawing.shapes import Shape
from storefront.web.demo.drawing.sheet import Sheet

Print = Callable[[Sheet, Shape, Colour], None]


def grid(shape: Shape, step: float) -> Iterator[tuple[float, float, int]]:
    """Walk a brick-like grid over a shape: x, y and a running number."""
    left, top = (min(values) for values in zip(*shape, strict=True))
    right, bottom = (max(values) for values in zip(*shape, strict=True))
    count = 0
    for row in range(int((bottom - top) / step) + 2):
        for column in range(int((right - left) / step) + 2):
            count += 1
            x = left + (column + (0.5 if row % 2 else 0)) * step
            yield x, top + (row + 0.4) * step, count + row


def dots(sheet: Sheet, shape: Shape, colour: Colour) -> None:
    with sheet.inside(shape):
        for x, y, _ in grid(shape, 62):
            sheet.fill(shapes.circle(x, y, 9), colour)


def stripes(sheet: Sheet, shape: Shape, colour: Colour) -> None:
    with sheet.inside(shape):
        for y in range(0, 1000, 52):
            sheet.fill(shapes.box(0, y, 1000, y + 20), colour)


def gingham(sheet: Sheet, shape: Shape, colour: Colour) -> None:
    with sheet.inside(shape):
        for start in range(0, 1000, 64):
            sheet.fill(shapes.box(start, 0, start + 32, 1000), colour, 0.4)
            sheet.fill(shapes.box(0, start, 1000, start + 32), colour, 0.4)


def stars(sheet: Sheet, shape: Shape, colour: Colour) -> None:
    with sheet.inside(shape):
        for x, y, count in grid(shape, 92):
            if count % 2:
                sheet.fill(shapes.star(x, y, 22, inner=0.55), colour)
            else:
                sheet.fill(shapes.circle(x, y, 6), colour)


def leaves(sheet: Sheet, shape: Shape, colour: Colour) -> None:
    with sheet.inside(shape):
        for x, y, count in grid(shape, 88):
            turn = count * 77 % 360
            sheet.fill(shapes.leaf(x, y, 44, turn), colour)
            sheet.fill(shapes.leaf(x, y, 40, turn + 130), colour)


def clouds(sheet: Sheet, shape: Shape, colour: Colour) -> None:
    with sheet.inside(shape):
        for x, y, count in grid(shape, 118):
            if count % 2:
                sheet.fill(shapes.cloud(x, y, 34), colour)
            else:
                sheet.fill(shapes.drop(x, y, 13), colour)


def oranges(sheet: Sheet, shape: Shape, colour: Colour) -> None:
    with sheet.inside(shape):
        for x, y, count in grid(shape, 104):
            sheet.fill(shapes.circle(x, y, 24), colour)
            sheet.fill(shapes.leaf(x + 2, y - 18, 26, 25 + count * 40 % 60), LEAF)


def quilting(sheet: Sheet, shape: Shape, colour: Colour) -> None:
    with sheet.inside(shape):
        for start in range(-1000, 2000, 76):
            sheet.line([(start, 0), (start + 1000, 1000)], colour, 4)
            sheet.line([(start, 0), (start - 1000, 1000)], colour, 4)


def ribs(sheet: Sheet, shape: Shape, colour: Colour) -> None:
    """The fine lines of a knitted cuff."""
    with sheet.inside(shape):
        for x in range(0, 1000, 14):
            sheet.line([(x, 0), (x, 1000)], colour, 3)


def waffle(sheet: Sheet, shape: Shape, colour: Colour) -> None:
    with sheet.inside(shape):
        for start in range(0, 1000, 22):
            sheet.line([(start, 0), (start, 1000)], colour, 3, 0.6)
            sheet.line([(0, start), (1000, start)], colour, 3, 0.6)
