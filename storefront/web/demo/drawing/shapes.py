"""Outlines, as lists of points in units of the sheet (0 to 1000, y downwards)."""

import math
import re
from collections.abc import Iterable
from itertools import pairwise

Point = tuple[float, float]
Shape = list[Point]

STEPS = 40


def path(text: str) -> Shape:
    """Read the part of SVG's path language that is used here: absolute M, L, C, Q."""
    points: Shape = []
    for command, numbers in re.findall(r"([MLCQ])([^MLCQ]*)", text):
        values = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        pairs = list(zip(values[::2], values[1::2], strict=True))
        degree = {"M": 1, "L": 1, "C": 3, "Q": 2}[command]
        for start in range(0, len(pairs), degree):
            points += curve([*points[-1:], *pairs[start : start + degree]])
    return points


def curve(points: Shape) -> Shape:
    """Return the Bézier curve through its control points, without the first one."""
    if len(points) < 3:
        return points[-1:]
    return [bezier(points, step / STEPS) for step in range(1, STEPS + 1)]


def bezier(points: Shape, at: float) -> Point:
    while len(points) > 1:
        points = [
            (x + (next_x - x) * at, y + (next_y - y) * at)
            for (x, y), (next_x, next_y) in pairwise(points)
        ]
    return points[0]


def symmetric(text: str, axis: float = 500) -> Shape:
    """Complete the left half of an outline, drawn from top to bottom, to a whole."""
    half = path(text)
    return half + mirrored(half[::-1], axis)


def mirrored(shape: Iterable[Point], axis: float = 500) -> Shape:
    return [(2 * axis - x, y) for x, y in shape]


def moved(shape: Iterable[Point], x: float, y: float) -> Shape:
    return [(px + x, py + y) for px, py in shape]


def turned(shape: Iterable[Point], degrees: float, around: Point) -> Shape:
    angle, (ax, ay) = math.radians(degrees), around
    cos, sin = math.cos(angle), math.sin(angle)
    return [
        (ax + (x - ax) * cos - (y - ay) * sin, ay + (x - ax) * sin + (y - ay) * cos)
        for x, y in shape
    ]


def arc(x: float, y: float, rx: float, ry: float, start: float, end: float) -> Shape:
    """Follow an ellipse between two angles, in degrees, clockwise from the right."""
    angles = [
        math.radians(start + (end - start) * i / STEPS / 2)
        for i in range(STEPS * 2 + 1)
    ]
    return [(x + rx * math.cos(angle), y + ry * math.sin(angle)) for angle in angles]


def ellipse(x: float, y: float, rx: float, ry: float) -> Shape:
    return arc(x, y, rx, ry, 0, 360)


def circle(x: float, y: float, radius: float) -> Shape:
    return ellipse(x, y, radius, radius)


def ring(x: float, y: float, outer: float, inner: float) -> Shape:
    return arc(x, y, outer, outer, 0, 360) + arc(x, y, inner, inner, 360, 0)


def box(left: float, top: float, right: float, bottom: float, *radii: float) -> Shape:
    """Return a rectangle; radii as in CSS: one for all corners, or one for each."""
    tl, tr, br, bl = radii if len(radii) == 4 else (radii or (0.0,)) * 4
    return [
        *arc(left + tl, top + tl, tl, tl, 180, 270),
        *arc(right - tr, top + tr, tr, tr, 270, 360),
        *arc(right - br, bottom - br, br, br, 0, 90),
        *arc(left + bl, bottom - bl, bl, bl, 90, 180),
    ]


def star(
    x: float, y: float, radius: float, points: int = 5, inner: float = 0.5
) -> Shape:
    corners = []
    for i in range(points * 2):
        reach = radius * (inner if i % 2 else 1)
        angle = math.pi * i / points - math.pi / 2
        corners.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return corners


def heart(x: float, y: float, size: float) -> Shape:
    half = path("M 0 -30 C -20 -75 -100 -70 -100 0 C -100 45 -40 80 0 115")
    whole = half + mirrored(half[::-1], 0)
    return [(x + px * size / 100, y + py * size / 100) for px, py in whole]


def leaf(x: float, y: float, length: float, degrees: float = 0) -> Shape:
    half = path("M 0 0 C -38 -20 -38 -70 0 -100")
    whole = half + mirrored(half[::-1], 0)
    grown = [(x + px * length / 100, y + py * length / 100) for px, py in whole]
    return turned(grown, degrees, (x, y))


def drop(x: float, y: float, size: float) -> Shape:
    half = path("M 0 -100 C -25 -50 -60 -20 -60 25 C -60 65 -30 85 0 85")
    whole = half + mirrored(half[::-1], 0)
    return [(x + px * size / 100, y + py * size / 100) for px, py in whole]


def cloud(x: float, y: float, size: float) -> Shape:
    outline = path(
        "M -80 40 C -130 40 -130 -20 -80 -22 C -80 -80 -5 -90 15 -50"
        " C 50 -75 95 -50 85 -12 C 130 -10 125 40 85 40 L -80 40"
    )
    return [(x + px * size / 100, y + py * size / 100) for px, py in outline]


def wave(left: float, right: float, y: float, height: float, waves: int) -> Shape:
    """Return a wavy line from left to right."""
    count = waves * 24
    return [
        (
            left + (right - left) * i / count,
            y + height * math.sin(math.tau * waves * i / count),
        )
        for i in range(count + 1)
    ]
