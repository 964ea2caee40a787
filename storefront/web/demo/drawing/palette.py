"""One warm family of colours; every darker or lighter tone is made from these."""

Colour = tuple[int, int, int]


def colour(code: str) -> Colour:
    return int(code[:2], 16), int(code[2:4], 16), int(code[4:], 16)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """Return `one` with that share of `other` in it."""
    red, green, blue = (
        round(a + (b - a) * share) for a, b in zip(one, other, strict=True)
    )
    return red, green, blue


def darker(base: Colour, share: float = 0.14) -> Colour:
    return mix(base, UMBER, share)


def lighter(base: Colour, share: float = 0.3) -> Colour:
    return mix(base, WHITE, share)


UMBER = colour("5B3426")  # shadows are warm, never grey
WHITE = colour("FFFDF8")
INK = colour("4A3A34")
CREAM = colour("F4E4C9")
SAGE = colour("AFBD93")
LEAF = colour("7F9A6D")
ROSE = colour("DFA79B")
CHEEK = colour("EBA898")
MUSTARD = colour("E6B75C")
SKY = colour("A5C4D3")
NAVY = colour("506480")
CLAY = colour("D68D6A")
COCOA = colour("A47E61")
GREY = colour("BAB5AD")
LILAC = colour("BFB0CA")
RED = colour("C9584C")
WOOD = colour("DDB98F")
STEEL = colour("C6CACB")

#: What a goods' colour is called in the name of its picture.
COLOURS = {
    "white": WHITE,
    "cream": CREAM,
    "sage": SAGE,
    "rose": ROSE,
    "mustard": MUSTARD,
    "sky": SKY,
    "navy": NAVY,
    "clay": CLAY,
    "cocoa": COCOA,
    "grey": GREY,
    "lilac": LILAC,
    "red": RED,
    "wood": WOOD,
}

PEACH = colour("F8E1D3")
BUTTER = colour("F9EAC6")
MINT = colour("DFE8D6")
MIST = colour("DBE7EB")
HEATHER = colour("E9E1EC")
SAND = colour("F0E5D6")
