from storefront.web.demo.drawing import patterns, shapes
from storefront.web.demo.drawing.palette import (
    BUTTER,
    CLAY,
    CREAM,
    HEATHER,
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
from storefront.web.demo.drawing.sheet import Place, Sheet, placed

SILICONE = mix(CREAM, CLAY, 0.12)
MILK = mix(WHITE, CREAM, 0.35)


def bottle(sheet: Sheet, colour: Colour) -> None:
    sheet.table(MIST)
    sheet.ground(500, 858, 190)
    body = shapes.symmetric(
        "M 500 400 L 392 400 C 380 430 352 450 348 520 L 356 800"
        " C 358 846 380 860 420 862 L 500 862"
    )
    sheet.solid(body, mix(WHITE, SKY, 0.28), 26)
    with sheet.inside(body):
        sheet.fill(shapes.box(300, 590, 700, 900), MILK)
        sheet.fill(shapes.ellipse(500, 590, 160, 18), WHITE)
        sheet.fill(shapes.box(600, 400, 700, 900), darker(MILK, 0.14), 0.5)
    sheet.line([(392, 480), (396, 800)], WHITE, 16, 0.8)
    for index, y in enumerate(range(560, 800, 48)):
        sheet.line([(540, y), (580 if index % 2 else 604, y)], darker(SKY, 0.35), 6)
    teat(sheet)
    ring = shapes.box(372, 330, 628, 412, 22)
    sheet.solid(ring, colour, 18)
    for x in range(396, 620, 30):
        sheet.line([(x, 346), (x, 396)], darker(colour, 0.14), 5)


def teat(sheet: Sheet) -> None:
    outline = shapes.symmetric(
        "M 500 132 C 470 132 460 156 462 184 C 464 222 400 250 392 330 L 500 340"
    )
    sheet.solid(outline, SILICONE, 18)
    sheet.line(shapes.path("M 436 300 C 440 270 462 250 472 226"), WHITE, 9, 0.8)


def teats(sheet: Sheet, colour: Colour) -> None:
    sheet.table(BUTTER, 640)
    for x, y in ((295, 610), (705, 610)):
        sheet.ground(x, y + 116, 160)
        with sheet.at(placed((500, 340), to=(x, y + 76), scale=1.36)):
            teat(sheet)
            sheet.solid(shapes.box(372, 322, 628, 364, 20), SILICONE, 12)


def cup(sheet: Sheet, colour: Colour) -> None:
    sheet.table(BUTTER)
    sheet.ground(500, 858, 190)
    handle = shapes.arc(650, 640, 120, 118, -80, 80)
    for side in (handle, shapes.mirrored(handle)):
        sheet.line(side, darker(colour, 0.12), 44)
        sheet.line(side, colour, 30)
    body = shapes.symmetric("M 500 440 L 340 440 C 340 620 352 760 384 862 L 500 862")
    sheet.solid(body, mix(WHITE, colour, 0.22), 26)
    with sheet.inside(body):
        sheet.fill(shapes.box(300, 600, 700, 900), mix(WHITE, SKY, 0.55), 0.7)
    for x, y, size in ((440, 700, 40), (556, 770, 30), (540, 660, 24)):
        sheet.fill(shapes.star(x, y, size, inner=0.55), colour)
    lid = shapes.box(322, 350, 678, 460, 60, 60, 16, 16)
    sheet.solid(lid, colour, 20)
    sheet.line(shapes.path("M 540 356 C 540 280 552 240 612 214"), SILICONE, 34)
    sheet.line(shapes.path("M 530 350 C 530 280 540 240 600 210"), WHITE, 6, 0.7)
    sheet.solid(shapes.box(500, 326, 590, 372, 16), darker(colour, 0.12), 8)


def breast_pump(sheet: Sheet, colour: Colour) -> None:
    sheet.table(HEATHER)
    sheet.ground(390, 858, 170)
    sheet.ground(720, 858, 130)
    tube = shapes.path("M 470 300 C 520 150 700 180 716 560")
    sheet.line(tube, lighter(colour, 0.4), 16)
    motor = shapes.box(612, 560, 828, 862, 84)
    sheet.solid(motor, WHITE, 22)
    sheet.solid(shapes.circle(720, 666, 62), lighter(colour, 0.3), 10)
    sheet.line([(720, 644), (720, 676)], colour, 8)
    for x in (684, 720, 756):
        sheet.fill(shapes.circle(x, 776, 11), colour)
    jar = shapes.symmetric(
        "M 390 560 L 300 560 C 270 600 262 640 264 800 C 266 846 290 862 330 862"
        " L 390 862",
        390,
    )
    sheet.solid(jar, mix(WHITE, SKY, 0.28), 22)
    with sheet.inside(jar):
        sheet.fill(shapes.box(200, 700, 600, 900), MILK)
        sheet.fill(shapes.ellipse(390, 700, 126, 15), WHITE)
    funnel = shapes.path(
        "M 200 262 C 188 340 210 420 236 450 L 390 392 L 400 340"
        " C 330 330 260 290 200 262"
    )
    sheet.solid(funnel, SILICONE, 18)
    sheet.line([(200, 262), (234, 452)], lighter(SILICONE, 0.5), 16)
    sheet.solid(shapes.box(346, 300, 480, 500, 40), lighter(colour, 0.35), 18)
    sheet.solid(shapes.box(288, 488, 492, 566, 22), colour, 16)


def milk_bags(sheet: Sheet, colour: Colour) -> None:
    sheet.flat(HEATHER)
    for x, turn, level in ((370, -9, 600), (620, 8, 520)):
        with sheet.at(placed((500, 500), to=(x, 505), turn=turn, scale=0.94)):
            bag = shapes.box(340, 180, 660, 830, 26, 26, 60, 60)
            sheet.shadow(bag)
            sheet.solid(bag, mix(WHITE, colour, 0.22), 18)
            with sheet.inside(shapes.box(362, 300, 638, 806, 10, 10, 46, 46)):
                sheet.fill(shapes.box(300, level, 700, 900), MILK)
                sheet.line([(340, level), (660, level)], WHITE, 14)
            for y in (236, 256):
                sheet.line([(350, y), (650, y)], colour, 7)
            sheet.fill(shapes.box(420, 330, 580, 420, 14), lighter(colour, 0.5))
            sheet.line([(446, 362), (554, 362)], colour, 6)
            sheet.line([(446, 390), (520, 390)], colour, 6)
            for y in range(480, 780, 60):
                sheet.line([(600, y), (632, y)], darker(colour, 0.2), 5)


def dish_soap(sheet: Sheet, colour: Colour) -> None:
    sheet.table(MINT)
    sheet.ground(500, 858, 190)
    body = shapes.box(336, 420, 664, 862, 90, 90, 40, 40)
    sheet.solid(body, mix(WHITE, colour, 0.45), 26)
    pump_head(sheet, WHITE)
    label = shapes.box(372, 540, 628, 800, 26)
    sheet.fill(label, WHITE)
    with sheet.at(placed((500, 640), to=(500, 668), scale=0.34)):
        bottle_mark(sheet, colour)
    sheet.line([(424, 760), (576, 760)], lighter(colour, 0.2), 7)


def bottle_mark(sheet: Sheet, colour: Colour) -> None:
    sheet.fill(
        shapes.symmetric("M 500 430 C 470 430 466 470 466 500 L 500 560"), colour
    )
    sheet.fill(shapes.box(390, 520, 610, 572, 18), colour)
    sheet.fill(shapes.box(370, 600, 630, 860, 60), colour)


def pump_head(sheet: Sheet, colour: Colour) -> None:
    sheet.solid(shapes.box(480, 270, 520, 380, 4), darker(colour, 0.1), 8)
    sheet.solid(
        shapes.path(
            "M 350 282 C 350 240 380 226 420 226 L 560 226 C 584 226 584 284 560 284"
            " L 420 284 C 400 284 396 300 394 318 L 352 318 L 350 282"
        ),
        colour,
        12,
    )
    sheet.solid(shapes.box(430, 358, 570, 430, 18), colour, 12)


def bowl(sheet: Sheet, colour: Colour) -> None:
    sheet.table(PEACH, 640)
    sheet.ground(500, 806, 250)
    sheet.solid(
        shapes.symmetric("M 500 742 L 360 742 C 340 780 320 796 310 812 L 500 818"),
        darker(colour, 0.16),
        10,
    )
    spoon_at(
        sheet,
        placed((500, 240), to=(690, 250), turn=38, scale=0.9),
        darker(colour, 0.12),
    )
    sheet.fill(shapes.ellipse(500, 500, 312, 74), darker(colour, 0.22))
    sheet.fill(shapes.ellipse(500, 512, 286, 62), mix(MUSTARD, WHITE, 0.45))
    for x, y, size in (
        (400, 502, 20),
        (500, 530, 22),
        (580, 500, 18),
        (640, 520, 14),
        (340, 520, 13),
    ):
        sheet.fill(shapes.circle(x, y, size), CLAY if size % 4 else LEAF)
    outer = shapes.symmetric(
        "M 500 574 C 330 574 210 550 188 504 C 190 640 280 756 400 764 L 500 766"
    )
    sheet.solid(outer, colour, 28)
    sheet.line(shapes.arc(500, 500, 312, 76, 0, 180), lighter(colour, 0.35), 16)
    sheet.fill(shapes.circle(440, 664, 9), INK)
    sheet.fill(shapes.circle(540, 664, 9), INK)
    sheet.line(shapes.arc(490, 676, 20, 18, 20, 160), INK, 6)


def spoon_at(sheet: Sheet, place: Place, colour: Colour) -> None:
    with sheet.at(place):
        sheet.solid(shapes.box(482, 80, 518, 560, 18), colour, 8)


def spoons(sheet: Sheet, colour: Colour) -> None:
    sheet.flat(BUTTER)
    for x, turn, tone in (
        (360, -10, colour),
        (500, 0, lighter(colour, 0.35)),
        (640, 10, MUSTARD),
    ):
        with sheet.at(placed((500, 500), to=(x, 500), turn=turn)):
            handle = shapes.symmetric(
                "M 500 420 L 484 430 L 468 810 C 468 850 486 862 500 862"
            )
            head = shapes.symmetric(
                "M 500 150 C 440 150 418 220 424 290 C 430 370 466 420 500 440"
            )
            for part in (handle, head):
                sheet.shadow(part, 14, 12)
            sheet.solid(handle, WOOD, 12)
            sheet.solid(head, tone, 16)
            sheet.fill(shapes.ellipse(500, 286, 50, 96), darker(tone, 0.1))


def silicone_bib(sheet: Sheet, colour: Colour) -> None:
    sheet.flat(SAND)
    strap = shapes.arc(500, 250, 134, 130, 120, 420)
    body = shapes.symmetric(
        "M 500 372 C 440 372 400 350 380 312 C 320 330 288 380 278 460"
        " C 266 560 262 660 270 720 L 500 730"
    )
    sheet.shadow(body)
    sheet.line(strap, darker(colour, 0.1), 60)
    sheet.line(strap, colour, 50)
    for turn in (-2, 14, 30):
        spot = shapes.turned([(634, 250)], -turn, (500, 250))[0]
        sheet.fill(shapes.circle(*spot, 9), darker(colour, 0.25))
    sheet.solid(body, colour, 24)
    for x, y in ((420, 480), (500, 530), (580, 480)):
        sheet.fill(shapes.heart(x, y, 26), lighter(colour, 0.45))
    pocket = shapes.symmetric(
        "M 500 664 C 400 664 300 650 240 620 C 220 740 262 838 350 846 L 500 850"
    )
    sheet.shadow(pocket, 10, 12)
    sheet.solid(pocket, darker(colour, 0.05), 26)
    sheet.line(
        shapes.path("M 242 622 C 380 680 620 680 758 622"), lighter(colour, 0.4), 14
    )


def cloth_bibs(sheet: Sheet, colour: Colour) -> None:
    sheet.flat(MINT)
    bib = shapes.symmetric(
        "M 500 420 C 436 420 420 330 440 250 C 400 220 330 260 316 340"
        " C 300 460 280 520 292 620 C 310 740 420 770 500 770"
    )
    looks = (
        (345, 470, -14, CREAM, patterns.oranges, CLAY),
        (655, 470, 14, lighter(SKY, 0.3), patterns.stars, WHITE),
        (500, 560, 0, lighter(SAGE, 0.2), patterns.leaves, LEAF),
    )
    for x, y, turn, tone, print_, ink in looks:
        with sheet.at(placed((500, 520), to=(x, y), turn=turn, scale=0.78)):
            sheet.shadow(bib, 16, 14)
            sheet.solid(bib, tone)
            print_(sheet, bib, ink)
            with sheet.at(placed((500, 520), scale=0.95)):
                sheet.stitch(bib[40:-40], darker(tone, 0.3))
            sheet.fill(shapes.circle(424, 292, 14), darker(tone, 0.35))


def high_chair(sheet: Sheet, colour: Colour) -> None:
    sheet.table(BUTTER, 800)
    sheet.ground(500, 890, 260)
    for leg in ("M 400 560 L 300 884", "M 600 560 L 700 884"):
        sheet.line(shapes.path(leg), darker(WOOD, 0.12), 34)
        sheet.line(shapes.path(leg), WOOD, 24)
    sheet.line([(346, 750), (654, 750)], darker(WOOD, 0.1), 22)
    back = shapes.symmetric("M 500 150 C 400 150 352 190 350 270 L 338 560 L 500 580")
    sheet.solid(back, WHITE, 24)
    cushion = shapes.symmetric(
        "M 500 190 C 420 190 390 220 388 280 L 382 500 L 500 510"
    )
    sheet.solid(cushion, colour, 16)
    patterns.dots(sheet, cushion, lighter(colour, 0.45))
    for x in (450, 550):
        sheet.line([(x, 330), (500, 520)], darker(colour, 0.35), 14)
    sheet.solid(shapes.box(322, 540, 678, 610, 34), darker(WHITE, 0.06), 14)
    tray = shapes.box(246, 466, 754, 536, 35)
    sheet.shadow(tray, 20, 14)
    sheet.solid(tray, WHITE, 14)
    sheet.fill(shapes.box(280, 474, 720, 496, 11), darker(WHITE, 0.07))
    sheet.solid(shapes.box(560, 404, 650, 484, 8, 8, 30, 30), colour, 10)
    sheet.solid(shapes.box(390, 740, 610, 772, 14), WOOD, 8)


def blender(sheet: Sheet, colour: Colour) -> None:
    sheet.table(MINT)
    sheet.ground(500, 858, 190)
    jug = shapes.symmetric("M 500 300 L 340 300 L 372 620 L 500 620")
    sheet.solid(jug, mix(WHITE, SKY, 0.3), 24)
    with sheet.inside(jug):
        sheet.fill(shapes.box(300, 440, 700, 640), mix(CLAY, MUSTARD, 0.5))
        sheet.fill(shapes.ellipse(500, 440, 146, 16), lighter(MUSTARD, 0.2))
    sheet.line([(376, 340), (400, 580)], WHITE, 14, 0.8)
    sheet.solid(shapes.box(326, 240, 674, 312, 28), WHITE, 14)
    sheet.solid(shapes.box(440, 196, 560, 246, 18), colour, 10)
    base = shapes.symmetric("M 500 610 L 366 610 C 340 680 330 780 328 862 L 500 862")
    sheet.solid(base, colour, 26)
    sheet.solid(shapes.circle(500, 740, 56), WHITE, 12)
    sheet.line([(500, 706), (500, 738)], STEEL, 10)
    sheet.fill(shapes.circle(500, 810, 7), ROSE)
