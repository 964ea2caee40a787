"""Colours as WCAG compares them, so that an owner cannot choose unreadable ones."""

import re

HEX = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)

Rgb = tuple[int, int, int]


def parse(text: str) -> Rgb:
    """Read `#rrggbb`, or raise ValueError."""
    if not HEX.fullmatch(text):
        raise ValueError(text)
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def contrast(one: str, other: str) -> float:
    """From 1, the same, to 21, black on white (WCAG 2.2, contrast ratio)."""
    darker, lighter = sorted((luminance(parse(one)), luminance(parse(other))))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: Rgb) -> float:
    red, green, blue = map(linear, color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(part: int) -> float:
    share = part / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def mix(one: str, other: str, share: float) -> str:
    """`share` of the other in the one."""
    parts = zip(parse(one), parse(other), strict=True)
    mixed = (round(a + (b - a) * share) for a, b in parts)
    return "#" + "".join(f"{part:02x}" for part in mixed)


def readable_on(color: str) -> str:
    """Which of white and near-black is read better on it."""
    return max("#ffffff", "#1a1512", key=lambda ink: contrast(ink, color))
