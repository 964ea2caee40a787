from storefront.web.demo.drawing import patterns, shapes
from storefront.web.demo.drawing.feeding import pump_head
from storefront.web.demo.drawing.palette import (
    BUTTER,
    CLAY,
    COCOA,
    CREAM,
    INK,
    LEAF,
    MINT,
    MIST,
    MUSTARD,
    PEACH,
    ROSE,
    SAGE,
    SAND,
    SKY,
    STEEL,
    WHITE,
    WOOD,
    Colour,
    darker,
    lighter,
    mix,
)
from storefront.web.demo.drawing.sheet import Sheet, placed


def diaper(sheet: Sheet, colour: Colour) -> None:
    """One nappy, open at the waist, seen from the front."""
    outline = shapes.symmetric(
        "M 500 300 C 430 300 340 296 270 290 L 262 410 C 350 440 400 560 416 640"
        " C 450 680 480 690 500 690"
    )
    sheet.shadow(outline)
    sheet.solid(outline, WHITE, 18)
    sheet.fill(shapes.box(300, 312, 700, 366, 26), lighter(colour, 0.35))
    with sheet.inside(outline):
        for x in (400, 500, 600):
            sheet.fill(
                shapes.cloud(x, 460 if x == 500 else 420, 26), lighter(colour, 0.45)
            )
        sheet.line([(500, 500), (500, 660)], MUSTARD, 6)
    frill = shapes.path("M 276 408 C 350 440 400 560 418 636")
    for edge in (frill, shapes.mirrored(frill)):
        sheet.stitch(edge, colour)


def diapers(sheet: Sheet, colour: Colour) -> None:
    sheet.table(MIST, 740)
    pack(sheet, colour)
    with sheet.at(placed((500, 500), to=(748, 776), scale=0.66)):
        diaper(sheet, colour)


def pack(sheet: Sheet, colour: Colour) -> None:
    sheet.ground(450, 850, 280)
    body = shapes.path(
        "M 216 330 C 210 300 240 290 300 292 L 600 292 C 660 290 690 300 684 330"
        " C 696 500 696 690 684 820 C 680 856 650 854 600 854 L 300 854"
        " C 240 854 220 856 216 820 C 204 690 204 500 216 330"
    )
    sheet.line(shapes.arc(450, 290, 80, 76, 180, 360), darker(colour, 0.14), 26)
    sheet.solid(body, colour, 28)
    with sheet.inside(body):
        sheet.fill(shapes.cloud(330, 470, 190), lighter(colour, 0.35))
        sheet.fill(shapes.circle(396, 800, 226), lighter(colour, 0.72))
        sheet.line([(216, 336), (684, 336)], darker(colour, 0.16), 6)
    baby(sheet, 396, 690)


def baby(sheet: Sheet, x: float, y: float) -> None:
    """A sleeping face."""
    skin = mix(CREAM, CLAY, 0.24)
    sheet.fill(shapes.circle(x, y, 96), skin)
    for side in (-1, 1):
        sheet.fill(shapes.circle(x + side * 94, y + 6, 20), skin)
        sheet.line(shapes.arc(x + side * 40, y, 20, 14, 20, 160), INK, 6)
        sheet.fill(shapes.ellipse(x + side * 62, y + 34, 18, 12), ROSE, 0.7)
    sheet.line(shapes.arc(x, y + 34, 15, 12, 20, 160), INK, 6)
    sheet.line(
        shapes.path(
            f"M {x} {y - 96} C {x - 30} {y - 120} {x + 24} {y - 124} {x + 6} {y - 104}"
        ),
        COCOA,
        7,
    )


def pants(sheet: Sheet, colour: Colour) -> None:
    sheet.table(PEACH, 740)
    pack(sheet, colour)
    with sheet.at(placed((500, 500), to=(748, 776), scale=0.66)):
        brief(sheet, WHITE, lighter(colour, 0.45))


def brief(
    sheet: Sheet, colour: Colour, ink: Colour, print_: patterns.Print = patterns.dots
) -> None:
    outline = shapes.symmetric(
        "M 500 306 C 420 306 330 300 272 296 C 262 380 258 440 256 500"
        " C 340 510 410 590 430 680 L 500 690"
    )
    sheet.shadow(outline)
    sheet.solid(outline, colour, 20)
    print_(sheet, outline, ink)
    band = shapes.box(266, 286, 734, 344, 18)
    sheet.solid(band, lighter(colour, 0.3), 8)
    patterns.ribs(sheet, band, darker(colour, 0.14))
    leg = shapes.path("M 262 490 C 340 500 410 580 438 672")
    for edge in (leg, shapes.mirrored(leg)):
        sheet.line(edge, darker(ink, 0.1), 12)


def cloth_diaper(sheet: Sheet, colour: Colour) -> None:
    sheet.flat(BUTTER)
    with sheet.at(placed((500, 490), scale=1.3)):
        brief(sheet, colour, lighter(colour, 0.55), patterns.leaves)
        for x in (330, 380, 620, 670):
            sheet.fill(shapes.circle(x, 376, 11), darker(colour, 0.28))


def wipes(sheet: Sheet, colour: Colour) -> None:
    sheet.table(MINT, 620)
    sheet.ground(500, 770, 330)
    body = shapes.path(
        "M 190 520 C 190 470 230 452 300 452 L 700 452 C 770 452 810 470 810 520"
        " L 824 720 C 824 764 790 776 740 776 L 260 776 C 210 776 176 764 176 720"
        " L 190 520"
    )
    tissue = shapes.path(
        "M 400 470 C 380 390 420 340 470 320 C 520 360 570 300 620 330"
        " C 600 380 620 430 606 470 L 400 470"
    )
    sheet.solid(body, colour, 28)
    for side in (196, 804):
        sheet.line([(side, 500), (side, 740)], darker(colour, 0.16), 6)
    sheet.fill(shapes.ellipse(500, 680, 190, 54), lighter(colour, 0.5))
    sheet.fill(shapes.drop(500, 676, 34), SKY)
    sheet.solid(shapes.box(340, 450, 660, 590, 46), WHITE, 16)
    sheet.fill(shapes.box(376, 478, 624, 560, 34), darker(colour, 0.3))
    sheet.solid(shapes.moved(tissue, 0, 66), WHITE, 14)


def changing_mat(sheet: Sheet, colour: Colour) -> None:
    sheet.flat(MINT)
    with sheet.at(placed((500, 500), turn=-7)):
        mat = shapes.box(262, 130, 738, 870, 90)
        sheet.shadow(mat, 20, 18)
        sheet.solid(mat, darker(colour, 0.08), 22)
        well = shapes.box(328, 196, 672, 804, 60)
        sheet.solid(well, lighter(colour, 0.28), -16)
        patterns.stars(sheet, well, lighter(colour, 0.75))
        sheet.stitch(shapes.box(294, 162, 706, 838, 76), darker(colour, 0.3))
        sheet.line([(328, 590), (672, 590)], CLAY, 22)
        sheet.solid(shapes.box(466, 566, 534, 614, 12), WHITE, 6)


def tube(sheet: Sheet, colour: Colour) -> None:
    sheet.table(PEACH)
    sheet.ground(500, 858, 160)
    body = shapes.symmetric(
        "M 500 180 L 352 180 L 352 220 C 356 420 380 620 396 736 L 500 740"
    )
    sheet.solid(body, mix(WHITE, colour, 0.35), 26)
    sheet.fill(shapes.box(352, 180, 648, 226), lighter(colour, 0.05))
    for x in range(366, 648, 18):
        sheet.line([(x, 186), (x, 220)], darker(colour, 0.16), 4)
    sheet.solid(shapes.box(402, 736, 598, 860, 8, 8, 30, 30), colour, 18)
    sheet.fill(shapes.circle(500, 430, 84), lighter(colour, 0.1))
    sheet.fill(shapes.leaf(500, 474, 90, -28), WHITE)
    sheet.fill(shapes.leaf(500, 474, 90, 28), WHITE)
    sheet.line([(440, 580), (560, 580)], colour, 8)
    sheet.line([(460, 612), (540, 612)], colour, 8)


def basket(sheet: Sheet, colour: Colour) -> None:
    sheet.table(SAND)
    sheet.ground(500, 850, 290)
    for x, turn, tone in (
        (360, -8, WHITE),
        (470, 3, lighter(SKY, 0.3)),
        (590, 6, WHITE),
    ):
        with sheet.at(placed((x, 480), turn=turn)):
            sheet.solid(shapes.box(x - 76, 330, x + 76, 660, 50), tone, 14)
            sheet.line([(x - 76, 420), (x + 76, 420)], darker(tone, 0.08), 6)
    sheet.solid(shapes.box(640, 350, 720, 620, 26), CLAY, 14)
    sheet.solid(shapes.box(654, 310, 706, 360, 12), WHITE, 8)
    for handle in (
        shapes.arc(240, 560, 54, 66, 90, 270),
        shapes.arc(760, 560, 54, 66, -90, 90),
    ):
        sheet.line(handle, COCOA, 24)
    body = shapes.symmetric("M 500 500 L 232 500 C 236 640 250 770 276 854 L 500 856")
    sheet.solid(body, colour, 28)
    with sheet.inside(body):
        for row, y in enumerate(range(548, 860, 40)):
            for x in range(200 + (row % 2) * 34, 840, 68):
                sheet.line(
                    shapes.arc(x, y - 6, 34, 14, 200, 340), darker(colour, 0.18), 8
                )
    sheet.solid(shapes.box(222, 486, 778, 534, 24), lighter(colour, 0.2), 10)


def wash(sheet: Sheet, colour: Colour) -> None:
    sheet.table(MIST)
    sheet.ground(500, 858, 180)
    body = shapes.box(346, 420, 654, 862, 64, 64, 34, 34)
    sheet.solid(body, colour, 26)
    pump_head(sheet, CREAM)
    label = shapes.box(346, 560, 654, 790)
    with sheet.inside(body):
        sheet.fill(label, CREAM)
        sheet.fill(shapes.cloud(500, 660, 84), lighter(SKY, 0.2))
        for x, y, size in ((420, 740, 18), (500, 752, 14), (574, 736, 20)):
            sheet.fill(shapes.circle(x, y, size), lighter(SKY, 0.45))
    for x, y, size in ((250, 700, 52), (200, 600, 30), (752, 640, 40), (790, 540, 24)):
        bubble(sheet, x, y, size)


def bubble(sheet: Sheet, x: float, y: float, size: float) -> None:
    sheet.fill(shapes.circle(x, y, size), WHITE, 0.55)
    sheet.line(shapes.circle(x, y, size), lighter(SKY, 0.2), 5, 0.8)
    sheet.line(shapes.arc(x, y, size * 0.62, size * 0.62, 190, 250), WHITE, 8)


def lotion(sheet: Sheet, colour: Colour) -> None:
    sheet.table(BUTTER, 660)
    sheet.ground(480, 826, 260)
    jar = shapes.box(240, 500, 720, 826, 40, 40, 90, 90)
    sheet.solid(jar, mix(WHITE, colour, 0.3), 28)
    sheet.solid(shapes.box(226, 400, 734, 520, 34), colour, 20)
    sheet.line([(270, 470), (690, 470)], darker(colour, 0.1), 5)
    sheet.fill(shapes.ellipse(480, 668, 132, 100), WHITE)
    for turn in range(0, 360, 60):
        sheet.fill(shapes.leaf(480, 668, 62, turn), lighter(colour, 0.1))
    sheet.fill(shapes.circle(480, 668, 19), MUSTARD)
    sheet.solid(shapes.leaf(760, 830, 190, 42), LEAF, 12)
    sheet.solid(shapes.leaf(720, 836, 150, 72), SAGE, 12)


def laundry(sheet: Sheet, colour: Colour) -> None:
    sheet.table(MIST)
    sheet.ground(490, 858, 220)
    body = shapes.path(
        "M 400 300 L 520 300 C 640 320 700 400 704 520 L 716 800"
        " C 718 846 690 862 650 862 L 340 862 C 300 862 280 846 282 800 L 300 520"
        " C 310 420 350 330 400 300"
    )
    sheet.solid(body, colour, 28)
    sheet.fill(
        shapes.path(
            "M 560 400 C 620 420 644 470 646 540 C 620 560 590 540 580 500 L 556 430"
            " C 552 414 552 402 560 400"
        ),
        lighter(MIST, 0.3),
    )
    sheet.solid(shapes.box(384, 190, 536, 310, 26, 26, 8, 8), CREAM, 18)
    label = shapes.box(318, 590, 672, 810, 30)
    sheet.fill(label, WHITE)
    shirt = (
        "M 500 640 C 480 640 470 630 464 620 L 420 640 L 400 690"
        " L 436 702 L 436 780 L 500 780"
    )
    sheet.fill(shapes.symmetric(shirt, 500), lighter(colour, 0.1))
    for x, y, size in ((790, 760, 44), (832, 680, 24), (196, 720, 34)):
        bubble(sheet, x, y, size)


def bath_tub(sheet: Sheet, colour: Colour) -> None:
    sheet.table(MIST, 680)
    sheet.ground(500, 838, 330)
    for x in (290, 710):
        sheet.solid(shapes.box(x - 36, 760, x + 36, 846, 20), darker(colour, 0.14), 10)
    sheet.fill(shapes.ellipse(500, 520, 372, 70), darker(colour, 0.2))
    with sheet.inside(shapes.ellipse(500, 530, 350, 60)):
        sheet.fill(shapes.ellipse(500, 548, 350, 60), lighter(SKY, 0.35))
    for x, y, size in (
        (330, 500, 44),
        (400, 478, 58),
        (480, 500, 46),
        (380, 430, 32),
        (600, 512, 30),
    ):
        bubble(sheet, x, y, size)
    body = shapes.symmetric(
        "M 500 596 C 320 596 160 570 130 516 C 150 660 210 780 310 800 L 500 806"
    )
    sheet.solid(body, colour, 30)
    sheet.line(shapes.arc(500, 520, 372, 74, 0, 180), lighter(colour, 0.45), 24)
    for y, inset in ((660, 0), (716, 26)):
        fold = shapes.path(
            f"M {182 + inset} {y} C 330 {y + 46} 670 {y + 46} {818 - inset} {y}"
        )
        sheet.line(fold, darker(colour, 0.12), 9)


def hooded_towel(sheet: Sheet, colour: Colour) -> None:
    sheet.flat(BUTTER)
    cloth = shapes.symmetric(
        "M 500 210 C 420 210 370 260 330 350 C 280 460 230 640 208 812"
        " C 300 846 400 850 500 850"
    )
    sheet.shadow(cloth, 20, 18)
    for side in (-1, 1):
        x = 500 + side * 106
        sheet.solid(shapes.circle(x, 208, 58), colour, 14)
        sheet.fill(shapes.circle(x, 212, 30), lighter(colour, 0.45))
    sheet.solid(cloth, lighter(colour, 0.25), 26)
    patterns.waffle(sheet, cloth, lighter(colour, 0.5))
    hood = shapes.symmetric(
        "M 500 168 C 400 168 348 250 330 352 C 380 410 440 440 500 450"
    )
    sheet.solid(hood, colour, 24)
    sheet.stitch(
        shapes.path("M 336 344 C 390 396 440 424 500 432 C 560 424 610 396 664 344"),
        WHITE,
    )
    muzzle(sheet, 500, 310)
    sheet.line(
        shapes.path("M 214 806 C 300 838 400 844 500 844 C 600 844 700 838 786 806"),
        colour,
        16,
    )


def muzzle(sheet: Sheet, x: float, y: float) -> None:
    sheet.fill(shapes.ellipse(x, y + 36, 58, 42), CREAM)
    sheet.fill(shapes.ellipse(x, y + 20, 18, 13), INK)
    sheet.line([(x, y + 28), (x, y + 46)], INK, 5)
    for side in (-1, 1):
        sheet.fill(shapes.ellipse(x + side * 74, y - 2, 10, 13), INK)


def muslins(sheet: Sheet, colour: Colour) -> None:
    sheet.table(SAND, 660)
    sheet.ground(500, 812, 320)
    tones = (
        lighter(SAGE, 0.1),
        WHITE,
        lighter(ROSE, 0.2),
        CREAM,
        lighter(SKY, 0.2),
        lighter(MUSTARD, 0.25),
    )
    for index, tone in enumerate(tones):
        y = 742 - index * 66
        layer = shapes.box(
            206 + index % 2 * 14, y, 794 - index % 3 * 12, y + 70, 34, 14, 14, 34
        )
        sheet.solid(layer, tone, 12)
        patterns.waffle(sheet, layer, darker(tone, 0.08))
        sheet.line([(240, y + 36), (770, y + 36)], darker(tone, 0.16), 5)
    ribbon = shapes.box(462, 408, 538, 812)
    sheet.solid(ribbon, CLAY, 10)
    bow(sheet, 500, 404, CLAY)


def bow(sheet: Sheet, x: float, y: float, colour: Colour, size: float = 1) -> None:
    loop = shapes.path("M 500 400 C 440 320 350 320 350 390 C 350 450 440 450 500 400")
    tail = shapes.path("M 500 400 L 400 500 L 440 504 L 446 540 L 520 420")
    with sheet.at(placed((500, 400), to=(x, y), scale=size)):
        for part in (tail, shapes.mirrored(tail), loop, shapes.mirrored(loop)):
            sheet.solid(part, colour, 10)
        sheet.solid(shapes.box(470, 372, 530, 430, 16), darker(colour, 0.1), 8)


def nail_set(sheet: Sheet, colour: Colour) -> None:
    sheet.flat(PEACH)
    case = shapes.box(200, 220, 800, 790, 110)
    sheet.shadow(case, 20, 18)
    sheet.solid(case, colour, 24)
    inner = shapes.box(246, 266, 754, 744, 76)
    sheet.fill(inner, CREAM)
    scissors(sheet)
    clipper = shapes.symmetric(
        "M 480 350 C 450 350 446 380 450 420 L 456 660 C 458 690 470 700 480 700", 480
    )
    sheet.solid(clipper, STEEL, 12)
    sheet.solid(shapes.box(458, 430, 502, 690, 20), lighter(colour, 0.15), 8)
    sheet.solid(shapes.box(554, 350, 586, 690, 14), MUSTARD, 8)
    sheet.line([(650, 340), (650, 520)], STEEL, 16)
    sheet.solid(shapes.box(628, 500, 672, 700, 20), colour, 10)
    sheet.fill(shapes.circle(650, 340, 14), STEEL)


def scissors(sheet: Sheet) -> None:
    for start, end, ring in (
        ((318, 360), (390, 580), (402, 640)),
        ((386, 360), (318, 580), (306, 640)),
    ):
        sheet.line([start, end], STEEL, 20)
        sheet.line(shapes.circle(*ring, 36), WOOD, 18)
    sheet.fill(shapes.circle(353, 472, 10), INK)
