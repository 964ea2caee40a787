"""The sheet a picture is drawn on: large, and made small at the end, for smooth edges.

Light falls from the upper left on every sheet: `solid` shades the lower right.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from storefront.web.demo.drawing import shapes
from storefront.web.demo.drawing.palette import (
    UMBER,
    WHITE,
    Colour,
    darker,
    lighter,
    mix,
)
from storefront.web.demo.drawing.shapes import Point, Shape

SIDE = 1000
SCALE = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Where and how large things appear: a point p lands at p × factor + shift."""

    factor: complex = 1
    shift: complex = 0

    def __call__(self, point: Point) -> Point:
        landed = complex(*point) * self.factor + self.shift
        return landed.real, landed.imag

    def then_inside(self, outer: "Place") -> "Place":
        return Place(
            self.factor * outer.factor, self.shift * outer.factor + outer.shift
        )


def placed(
    around: Point, *, to: Point | None = None, scale: float = 1, turn: float = 0
) -> Place:
    """Scale and turn around a point, and carry that point to another place."""
    factor = scale * complex(math.cos(math.radians(turn)), math.sin(math.radians(turn)))
    return Place(factor, complex(*(to or around)) - complex(*around) * factor)


class Sheet:
    def __init__(self, view: Place | None = None) -> None:
        """`view` looks closer at what is drawn; the backdrop stays as it is."""
        self.image = Image.new("RGB", (SIDE * SCALE, SIDE * SCALE), WHITE)
        self.place = view or Place()
        self.clip: Image.Image | None = None

    def finished(self) -> Image.Image:
        return self.image.reduce(SCALE)

    # Backdrops

    def flat(self, tint: Colour) -> None:
        """A cloth to lay things on, with a pool of light."""
        with self.whole():
            self.fill(shapes.box(0, 0, SIDE, SIDE), tint)
            self.fill(shapes.circle(500, 500, 410), lighter(tint, 0.5))

    def table(self, tint: Colour, edge: float = 770) -> None:
        """A table in front of an arched niche, for things that stand."""
        with self.whole():
            self.fill(shapes.box(0, 0, SIDE, SIDE), tint)
            self.fill(shapes.box(150, 110, 850, 1200, 350), lighter(tint, 0.52))
            self.fill(shapes.box(0, edge, SIDE, SIDE), mix(tint, UMBER, 0.09))
            self.fill(shapes.box(0, edge, SIDE, edge + 8), mix(tint, UMBER, 0.04))

    @contextmanager
    def whole(self) -> Iterator[None]:
        place, self.place = self.place, Place()
        yield
        self.place = place

    # Ink

    def fill(self, shape: Shape, colour: Colour, opacity: float = 1) -> None:
        mask, corner = self._mask(shape)
        self._paint(mask, corner, colour, opacity)

    def solid(self, shape: Shape, colour: Colour, depth: float = 20) -> None:
        """Fill a shape and give it body: a shaded side and a lit one."""
        mask, corner = self._mask(shape)
        self._paint(mask, corner, colour, 1)
        for shift, tone in ((-depth, darker(colour)), (depth * 0.4, lighter(colour))):
            rim = mask.copy()
            inner = shapes.moved(shape, shift, shift * 0.8)
            ImageDraw.Draw(rim).polygon(self._within(inner, corner), fill=0)
            self._paint(rim, corner, tone, 0.75)

    def line(
        self, points: Shape, colour: Colour, width: float = 8, opacity: float = 1
    ) -> None:
        """Draw a line with round joints and ends."""
        pen = max(1, round(width * abs(self.place.factor) * SCALE))
        reach = width / 2 + 1
        xs, ys = [x for x, _ in points], [y for _, y in points]
        frame = shapes.box(
            min(xs) - reach, min(ys) - reach, max(xs) + reach, max(ys) + reach
        )
        mask, corner = self._mask(frame, ink=0)
        draw = ImageDraw.Draw(mask)
        track = self._within(points, corner)
        draw.line(track, fill=255, width=pen)
        half = pen / 2 - 0.5
        for x, y in track:
            draw.ellipse((x - half, y - half, x + half, y + half), fill=255)
        self._paint(mask, corner, colour, opacity)

    def stitch(self, points: Shape, colour: Colour, width: float = 4) -> None:
        """Draw a seam: short dashes along the points."""
        for dash in dashes(points, 15, 11):
            self.line(dash, colour, width)

    def shadow(
        self, shape: Shape, drop: float = 16, blur: float = 16, opacity: float = 0.22
    ) -> None:
        """Lay the soft shadow of a shape under it."""
        small, zoom = SIDE // 2, abs(self.place.factor)
        mask = Image.new("L", (small, small), 0)
        track = [(x / 2, (y + drop * zoom) / 2) for x, y in map(self.place, shape)]
        ImageDraw.Draw(mask).polygon(track, fill=255)
        mask = mask.filter(ImageFilter.GaussianBlur(blur * zoom / 2))
        self._paint(mask.resize(self.image.size), (0, 0), UMBER, opacity)

    def ground(self, x: float, y: float, reach: float) -> None:
        """The shadow of something that stands at a point."""
        self.shadow(shapes.ellipse(x + 10, y, reach, reach * 0.11), 0, 14, 0.3)

    # Where

    @contextmanager
    def at(self, place: Place) -> Iterator[None]:
        outer, self.place = self.place, place.then_inside(self.place)
        yield
        self.place = outer

    @contextmanager
    def inside(self, shape: Shape) -> Iterator[None]:
        """Let nothing run over the edge of a shape."""
        outer = self.clip
        clip = Image.new("L", self.image.size, 0)
        mask, corner = self._mask(shape)
        clip.paste(mask, corner)
        self.clip = clip
        yield
        self.clip = outer

    def _mask(
        self, shape: Shape, ink: int = 255
    ) -> tuple[Image.Image, tuple[int, int]]:
        """Return the shape in a picture just large enough, and where that belongs."""
        track = self._within(shape, (0, 0))
        left, top = (math.floor(min(values)) - 2 for values in zip(*track, strict=True))
        right, bottom = (math.ceil(max(v)) + 2 for v in zip(*track, strict=True))
        left, top = max(left, 0), max(top, 0)
        size = (
            max(min(right, self.image.width) - left, 1),
            max(min(bottom, self.image.height) - top, 1),
        )
        mask = Image.new("L", size, 0)
        ImageDraw.Draw(mask).polygon(self._within(shape, (left, top)), fill=ink)
        return mask, (left, top)

    def _within(self, shape: Sequence[Point], corner: tuple[int, int]) -> Shape:
        left, top = corner
        return [(x * SCALE - left, y * SCALE - top) for x, y in map(self.place, shape)]

    def _paint(
        self, mask: Image.Image, corner: tuple[int, int], colour: Colour, opacity: float
    ) -> None:
        if self.clip:
            left, top = corner
            frame = (left, top, left + mask.width, top + mask.height)
            mask = ImageChops.multiply(mask, self.clip.crop(frame))
        if opacity < 1:
            mask = mask.point([round(level * opacity) for level in range(256)])
        self.image.paste(colour, corner, mask)


def dashes(points: Shape, length: float, gap: float) -> Iterator[Shape]:
    """Cut a line into pieces of one length with gaps between them."""
    dash, walked = [points[0]], 0.0
    for start, end in pairwise(points):
        steps = max(1, round(math.dist(start, end) / 2))
        for step in range(1, steps + 1):
            share = step / steps
            walked += math.dist(start, end) / steps
            if walked % (length + gap) < length:
                dash.append(
                    (
                        start[0] + (end[0] - start[0]) * share,
                        start[1] + (end[1] - start[1]) * share,
                    )
                )
            elif dash:
                yield dash
                dash = []
    if dash:
        yield dash
