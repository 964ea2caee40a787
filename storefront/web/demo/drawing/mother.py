from storefront.web.demo.drawing import patterns, shapes
from storefront.web.demo.drawing.care import bow
from storefront.web.demo.drawing.palette import (
    BUTTER,
    CLAY,
    COCOA,
    CREAM,
    HEATHER,
    LEAF,
    MINT,
    MIST,
    MUSTARD,
    PEACH,
    ROSE,
    SAGE,
    SAND,
    SKY,
    WHITE,
    Colour,
    darker,
    lighter,
    mix,
)
from storefront.web.demo.drawing.sheet import Sheet, placed


def u_pillow(sheet: Sheet, colour: Colour) -> None:
    sheet.flat(PEACH)
    outer = shapes.path(
        "M 210 790 C 170 560 160 200 500 190 C 840 200 830 560 790 790"
        " C 770 860 640 860 622 790 C 630 600 650 400 500 390"
        " C 350 400 370 600 378 790 C 360 860 230 860 210 790"
    )
    sheet.shadow(outer, 26, 22)
    sheet.solid(outer, colour, 34)
    patterns.leaves(sheet, outer, lighter(colour, 0.45))
    sheet.stitch(
        shapes.path("M 296 826 C 270 600 240 300 500 288 C 760 300 730 600 704 826"),
        lighter(colour, 0.75),
    )


def nursing_dress(sheet: Sheet, colour: Colour) -> None:
    sheet.flat(BUTTER if colour != CREAM else MIST)
    sleeve = shapes.path(
        "M 396 190 C 330 210 290 280 268 370 L 352 398 C 364 360 378 330 394 310"
        " L 396 190"
    )
    skirt = shapes.symmetric(
        "M 500 430 L 400 430 C 380 560 310 720 260 846 C 340 880 420 884 500 884"
    )
    top = shapes.symmetric(
        "M 500 300 L 440 170 L 390 190 C 372 260 392 340 400 440 L 500 446"
    )
    for part in (sleeve, shapes.mirrored(sleeve), skirt, top):
        sheet.shadow(part)
    for part in (sleeve, shapes.mirrored(sleeve), skirt):
        sheet.solid(part, colour, 24)
    for x, end in ((440, 380), (500, 500), (560, 620), (410, 310), (590, 690)):
        sheet.line([(x, 460), (end, 830)], darker(colour, 0.12), 6)
    sheet.fill(shapes.symmetric("M 500 320 L 430 180 L 500 200"), darker(colour, 0.3))
    left = shapes.path(
        "M 390 190 L 442 168 C 470 260 540 350 606 438 L 400 440"
        " C 392 340 372 260 390 190"
    )
    sheet.solid(shapes.mirrored(left), colour, 12)
    sheet.solid(left, colour, 14)
    sheet.line(
        shapes.path("M 442 168 C 470 260 540 350 604 434"), lighter(colour, 0.45), 9
    )
    sheet.solid(shapes.box(392, 424, 608, 466, 12), darker(colour, 0.12), 8)
    bow(sheet, 404, 448, darker(colour, 0.16), 0.5)


def nursing_bra(sheet: Sheet, colour: Colour) -> None:
    sheet.flat(HEATHER)
    strap = shapes.path("M 366 470 C 340 350 330 260 350 190")
    for edge in (strap, shapes.mirrored(strap)):
        sheet.line(shapes.moved(edge, 4, 10), darker(HEATHER, 0.12), 34)
        sheet.line(edge, colour, 34)
        sheet.stitch(edge, darker(colour, 0.2))
    wing = shapes.path(
        "M 268 560 C 220 590 180 600 150 610 L 156 720 C 210 730 280 730 340 720"
        " L 268 560"
    )
    cup = shapes.path(
        "M 500 610 C 460 520 420 440 366 420 C 300 440 250 540 258 640"
        " C 280 720 400 740 500 700 L 500 610"
    )
    band = shapes.symmetric(
        "M 500 676 C 400 690 300 690 250 640 C 256 720 280 760 330 766"
        " C 400 770 460 762 500 756"
    )
    for part in (wing, shapes.mirrored(wing), cup, shapes.mirrored(cup)):
        sheet.shadow(part)
    for part in (wing, shapes.mirrored(wing)):
        sheet.solid(part, darker(colour, 0.08), 16)
    sheet.solid(band, darker(colour, 0.06), 14)
    for part in (cup, shapes.mirrored(cup)):
        sheet.solid(part, colour, 24)
    lace = shapes.path("M 366 420 C 420 440 460 520 500 610")
    for edge in (lace, shapes.mirrored(lace)):
        sheet.line(edge, lighter(colour, 0.5), 14)
        for x, y in edge[::8]:
            sheet.fill(shapes.circle(x, y, 11), lighter(colour, 0.5))
    for x in (366, 634):
        sheet.solid(shapes.box(x - 24, 398, x + 24, 446, 12), WHITE, 8)
    bow(sheet, 500, 640, lighter(colour, 0.5), 0.36)


def breast_pads(sheet: Sheet, colour: Colour) -> None:
    sheet.flat(PEACH)
    for x, y, size in ((400, 420, 210), (630, 600, 210)):
        pad = shapes.circle(x, y, size)
        sheet.shadow(pad, 20, 18)
        scallops = [
            shapes.turned([(x, y - size)], turn, (x, y))[0]
            for turn in range(0, 360, 12)
        ]
        for sx, sy in scallops:
            sheet.fill(shapes.circle(sx, sy, 24), darker(WHITE, 0.05))
        sheet.solid(pad, WHITE, 22)
        sheet.stitch(shapes.circle(x, y, size - 26), colour, 5)
        for turn in range(0, 360, 60):
            sheet.fill(shapes.leaf(x, y, 104, turn), lighter(colour, 0.35))
        sheet.fill(shapes.circle(x, y, 24), lighter(MUSTARD, 0.2))


def belly_oil(sheet: Sheet, colour: Colour) -> None:
    sheet.table(MINT)
    sheet.ground(470, 860, 170)
    body = shapes.box(320, 430, 620, 862, 90, 90, 36, 36)
    sheet.solid(body, mix(MUSTARD, CLAY, 0.35), 28)
    with sheet.inside(body):
        sheet.fill(shapes.box(320, 400, 620, 520), mix(WHITE, MUSTARD, 0.35), 0.6)
    sheet.line([(352, 540), (352, 800)], WHITE, 14, 0.6)
    sheet.solid(shapes.box(412, 350, 528, 440, 10), darker(CREAM, 0.06), 12)
    sheet.solid(shapes.box(390, 250, 550, 366, 20), COCOA, 14)
    label = shapes.box(376, 570, 564, 790, 94)
    sheet.fill(label, CREAM)
    sheet.fill(shapes.leaf(470, 740, 120, -24), LEAF)
    sheet.fill(shapes.leaf(470, 740, 120, 24), SAGE)
    sheet.fill(shapes.drop(470, 620, 24), mix(MUSTARD, CLAY, 0.3))
    branch = shapes.path("M 650 862 C 720 800 780 700 800 560")
    sheet.line(branch, LEAF, 9)
    for x, y, turn in (
        (690, 826, 20),
        (734, 770, 84),
        (758, 720, 8),
        (784, 640, 78),
        (796, 580, -10),
        (700, 812, 95),
    ):
        sheet.solid(shapes.leaf(x, y, 104, turn), SAGE if turn > 50 else LEAF, 8)


def journal(sheet: Sheet, colour: Colour) -> None:
    sheet.flat(SAND)
    with sheet.at(placed((500, 500), turn=7)):
        sheet.shadow(shapes.box(250, 170, 780, 850, 24), 24, 20)
        sheet.solid(shapes.box(262, 176, 776, 844, 20), WHITE, 14)
        cover = shapes.box(236, 160, 756, 836, 12, 28, 28, 12)
        sheet.solid(cover, colour, 18)
        sheet.fill(shapes.box(236, 160, 290, 836, 12, 0, 0, 12), darker(colour, 0.18))
        sheet.fill(shapes.circle(524, 440, 170), lighter(colour, 0.6))
        for turn in (-50, 0, 50):
            sheet.fill(shapes.leaf(524, 590, 150, turn), LEAF if turn else SAGE)
        sheet.fill(shapes.heart(524, 400, 78), CLAY)
        for y, half in ((686, 110), (724, 70)):
            sheet.line([(524 - half, y), (524 + half, y)], lighter(colour, 0.5), 9)
        sheet.solid(shapes.box(676, 150, 706, 846, 6), CLAY, 8)
    with sheet.at(placed((800, 640), turn=16)):
        sheet.shadow(shapes.box(786, 380, 822, 800, 10), 16, 10)
        sheet.solid(shapes.box(786, 380, 822, 760, 6), MUSTARD, 8)
        sheet.solid(shapes.path("M 786 760 L 822 760 L 804 820 L 786 760"), CREAM, 4)


def gift_box(sheet: Sheet, colour: Colour) -> None:
    sheet.table(PEACH if colour != ROSE else BUTTER)
    sheet.ground(500, 860, 320)
    sheet.solid(shapes.box(220, 470, 780, 860, 18), colour, 28)
    patterns.dots(sheet, shapes.box(220, 470, 780, 860, 18), lighter(colour, 0.4))
    sheet.solid(shapes.box(190, 380, 810, 490, 22), darker(colour, 0.05), 20)
    ribbon = CREAM if colour != CREAM else CLAY
    sheet.solid(shapes.box(452, 490, 548, 860), ribbon, 14)
    sheet.solid(shapes.box(452, 380, 548, 490), ribbon, 14)
    bow(sheet, 500, 360, ribbon, 1.25)
    sheet.line(shapes.path("M 560 420 C 620 440 650 480 660 540"), COCOA, 5)
    tag = shapes.box(616, 536, 716, 676, 16)
    with sheet.at(placed((666, 536), turn=-12)):
        sheet.solid(tag, WHITE, 10)
        sheet.fill(shapes.heart(666, 610, 26), CLAY)


def wrapping(sheet: Sheet, colour: Colour) -> None:
    """Paper, twine and a tag: the shop's gift wrapping."""
    sheet.flat(MINT)
    with sheet.at(placed((500, 500), turn=-8)):
        sheet.shadow(shapes.box(220, 260, 780, 760, 10), 24, 20)
        paper = shapes.box(220, 260, 780, 760, 10)
        sheet.solid(paper, colour, 26)
        patterns.leaves(sheet, paper, darker(colour, 0.16))
        for course in ("M 400 262 L 400 758", "M 222 560 L 778 560"):
            seam = shapes.path(course)
            sheet.line(seam, WHITE, 22)
            sheet.line(seam, SKY, 6)
        bow(sheet, 400, 560, WHITE, 0.9)
        sheet.solid(shapes.leaf(430, 540, 170, 60), LEAF, 10)
        sheet.solid(shapes.leaf(430, 530, 150, 28), SAGE, 10)
        for x, y in ((470, 470), (520, 520), (450, 430)):
            sheet.solid(shapes.circle(x, y, 17), CLAY, 6)
        sheet.shadow(shapes.box(560, 610, 730, 710, 14), 8, 8)
        sheet.solid(shapes.box(560, 610, 730, 710, 14), CREAM, 8)
        sheet.line([(596, 646), (694, 646)], COCOA, 6)
        sheet.line([(596, 676), (660, 676)], COCOA, 6)
