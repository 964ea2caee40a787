from storefront.web.demo.drawing import patterns, shapes
from storefront.web.demo.drawing.clothes import face
from storefront.web.demo.drawing.palette import (
    BUTTER,
    CLAY,
    CREAM,
    HEATHER,
    INK,
    MINT,
    MIST,
    MUSTARD,
    NAVY,
    PEACH,
    ROSE,
    SAGE,
    SAND,
    SKY,
    WHITE,
    WOOD,
    Colour,
    darker,
    lighter,
    mix,
)
from storefront.web.demo.drawing.shapes import Shape
from storefront.web.demo.drawing.sheet import Sheet, placed


def blanket(sheet: Sheet, colour: Colour) -> None:
    sheet.flat(PEACH)
    prints = {SAGE: patterns.leaves, SKY: patterns.clouds}
    print_ = prints.get(colour, patterns.stars)
    turned_back = "C 690 500 560 620 500 800"
    cloth = [
        *shapes.box(200, 210, 800, 470, 44, 44, 0, 0)[:162],
        *shapes.path(f"M 800 470 {turned_back}"),
        *shapes.arc(244, 756, 44, 44, 90, 180),
    ]
    sheet.shadow(cloth, 24, 20)
    sheet.solid(cloth, colour, 24)
    print_(sheet, cloth, lighter(colour, 0.6))
    with sheet.inside(cloth):
        sheet.stitch(shapes.box(222, 232, 778, 778, 34), WHITE, 5)
    under = shapes.path(
        "M 800 470 C 690 440 560 440 470 500 C 440 580 450 700 500 800"
        " C 560 620 690 500 800 470"
    )
    sheet.shadow(under, 16, 16, 0.2)
    sheet.solid(under, lighter(colour, 0.5), 20)
    patterns.waffle(sheet, under, lighter(colour, 0.2))


def sleeping_bag(sheet: Sheet, colour: Colour) -> None:
    sheet.flat(MIST)
    bag = shapes.symmetric(
        "M 500 236 C 462 236 440 214 430 176 L 376 186 C 372 250 352 300 330 340"
        " C 306 500 260 640 250 760 C 246 850 330 872 500 872"
    )
    sheet.shadow(bag, 22, 18)
    sheet.solid(bag, colour, 28)
    patterns.stars(sheet, bag, lighter(colour, 0.5))
    neck = shapes.path("M 426 182 C 440 236 470 252 500 252 C 530 252 560 236 574 182")
    arm = shapes.path("M 378 190 C 374 250 354 300 332 340")
    for edge in (neck, arm, shapes.mirrored(arm)):
        sheet.line(edge, lighter(colour, 0.55), 15)
    sheet.line([(500, 256), (500, 860)], lighter(colour, 0.55), 15)
    sheet.stitch([(500, 270), (500, 856)], darker(colour, 0.35), 6)
    sheet.fill(shapes.box(486, 262, 514, 314, 12), MUSTARD)
    for x in (404, 596):
        sheet.fill(shapes.circle(x, 214, 12), darker(colour, 0.3))


def swaddle(sheet: Sheet, colour: Colour) -> None:
    sheet.flat(BUTTER if colour != MUSTARD else MIST)
    wrap = shapes.symmetric(
        "M 500 150 C 380 150 330 250 330 360 C 300 520 320 760 440 850"
        " C 470 866 490 868 500 868"
    )
    sheet.shadow(wrap, 22, 18)
    sheet.solid(wrap, colour, 28)
    patterns.clouds(sheet, wrap, lighter(colour, 0.55))
    sheet.fill(shapes.circle(500, 300, 118), darker(colour, 0.16))
    skin = mix(CREAM, CLAY, 0.24)
    sheet.fill(shapes.circle(500, 306, 106), skin)
    for side in (-1, 1):
        sheet.line(shapes.arc(500 + side * 42, 310, 21, 15, 20, 160), INK, 6)
        sheet.fill(shapes.ellipse(500 + side * 66, 346, 18, 12), ROSE, 0.7)
    sheet.line(shapes.arc(500, 346, 15, 12, 20, 160), INK, 6)
    flap = shapes.path(
        "M 326 430 C 420 470 560 440 676 392 C 700 520 640 660 380 800"
        " C 330 700 312 540 326 430"
    )
    sheet.shadow(flap, 10, 12, 0.16)
    sheet.solid(flap, colour, 18)
    patterns.clouds(sheet, flap, lighter(colour, 0.55))
    sheet.stitch(shapes.path("M 664 412 C 690 530 620 650 386 784"), WHITE)


def pillow(sheet: Sheet, colour: Colour) -> None:
    sheet.flat(HEATHER)
    soft = shapes.symmetric(
        "M 500 300 C 400 280 250 260 190 290 C 150 400 150 600 190 710"
        " C 250 740 400 720 500 700"
    )
    sheet.shadow(soft, 26, 22)
    sheet.solid(soft, colour, 30)
    patterns.clouds(sheet, soft, lighter(colour, 0.5))
    with sheet.at(placed((500, 500), scale=0.92)):
        sheet.stitch(soft, lighter(colour, 0.7))
    sheet.fill(shapes.ellipse(500, 500, 150, 100), darker(colour, 0.1))
    sheet.fill(shapes.ellipse(506, 508, 138, 88), lighter(colour, 0.12))


def crib(sheet: Sheet, colour: Colour) -> None:
    sheet.table(SAND, 790)
    sheet.ground(500, 868, 350)
    for x in range(206, 800, 66):
        sheet.solid(shapes.box(x - 8, 380, x + 10, 700, 8), darker(colour, 0.16), 6)
    sheet.solid(shapes.box(190, 352, 810, 392, 18), darker(colour, 0.1), 8)
    mattress = shapes.box(180, 610, 820, 690, 30)
    sheet.solid(mattress, WHITE, 14)
    sheet.solid(
        shapes.path(
            "M 420 600 C 500 570 700 570 800 600 L 812 690 L 400 690 L 420 600"
        ),
        SAGE,
        16,
    )
    sheet.solid(shapes.box(210, 560, 370, 630, 34), CREAM, 12)
    for x in range(186, 830, 69):
        sheet.solid(shapes.box(x - 9, 460, x + 11, 760, 9), colour, 7)
    for top, bottom in ((440, 486), (724, 782)):
        sheet.solid(shapes.box(150, top, 850, bottom, 20), colour, 12)
    for x in (148, 852):
        sheet.solid(shapes.box(x - 28, 310, x + 28, 870, 26), colour, 14)
        sheet.solid(shapes.circle(x, 300, 32), lighter(colour, 0.15), 10)
    sheet.line([(500, 60), (500, 160)], darker(colour, 0.2), 5)
    sheet.fill(shapes.cloud(500, 200, 74), WHITE)
    for x, tone in ((440, MUSTARD), (500, ROSE), (560, SKY)):
        sheet.line([(x, 224), (x, 276)], darker(colour, 0.2), 4)
        sheet.fill(shapes.star(x, 296, 24, inner=0.55), tone)


def night_light(sheet: Sheet, colour: Colour) -> None:
    sheet.table(mix(NAVY, HEATHER, 0.45))
    for radius, strength in ((400, 0.1), (320, 0.13), (250, 0.16)):
        sheet.fill(shapes.circle(500, 600, radius), mix(WHITE, MUSTARD, 0.35), strength)
    for x, y, size in (
        (250, 250, 18),
        (730, 210, 22),
        (800, 430, 13),
        (180, 480, 13),
        (600, 150, 11),
    ):
        sheet.fill(shapes.star(x, y, size, inner=0.45), lighter(MUSTARD, 0.5))
    sheet.ground(500, 858, 230)
    for turn in (-13, 13):
        ear = shapes.turned(shapes.ellipse(500, 330, 50, 152), turn, (500, 560))
        sheet.solid(ear, colour, 18)
        inner = shapes.turned(shapes.ellipse(500, 336, 24, 108), turn, (500, 560))
        sheet.fill(inner, lighter(ROSE, 0.4))
    body = shapes.symmetric(
        "M 500 430 C 340 430 280 560 284 690 C 288 800 340 856 440 856 L 500 856"
    )
    sheet.solid(body, colour, 30)
    face(sheet, 500, 620, 120)
    sheet.solid(shapes.box(330, 824, 670, 872, 20), WOOD, 12)


def mosquito_net(sheet: Sheet, colour: Colour) -> None:
    sheet.table(MINT, 700)
    sheet.ground(500, 800, 360)
    sheet.solid(
        shapes.symmetric("M 500 740 L 170 740 C 150 740 140 810 190 812 L 500 812"),
        WHITE,
        18,
    )
    sheet.solid(shapes.box(250, 676, 460, 752, 36), lighter(SKY, 0.2), 14)
    dome = shapes.symmetric("M 500 250 C 300 250 170 440 150 760 L 500 790")
    sheet.fill(dome, WHITE, 0.42)
    with sheet.inside(dome):
        for start in range(100, 1000, 18):
            sheet.line([(start, 200), (start, 820)], WHITE, 2, 0.5)
            sheet.line([(100, start), (900, start)], WHITE, 2, 0.5)
    for rib in (
        "M 500 250 C 300 250 170 440 150 760",
        "M 500 250 C 430 400 400 600 396 786",
    ):
        for edge in (shapes.path(rib), shapes.mirrored(shapes.path(rib))):
            sheet.line(edge, colour, 13)
    sheet.line(shapes.path("M 150 766 C 300 806 700 806 850 766"), colour, 20)
    zip_line = shapes.path("M 236 470 C 400 400 600 400 764 470")
    sheet.stitch(zip_line, darker(colour, 0.25), 6)
    sheet.solid(shapes.circle(500, 250, 24), MUSTARD, 8)
    for x, y in ((330, 610), (640, 560), (570, 680), (430, 500), (720, 670)):
        sheet.fill(shapes.star(x, y, 19, inner=0.5), lighter(MUSTARD, 0.2))


def mobile(sheet: Sheet, colour: Colour) -> None:
    sheet.flat(MIST)
    cord = darker(WOOD, 0.25)
    sheet.line([(500, 60), (500, 250)], cord, 6)
    ring = shapes.ellipse(500, 300, 270, 66)
    hanging: tuple[tuple[float, float, Colour], ...] = (
        (270, 560, SKY),
        (390, 700, MUSTARD),
        (510, 580, ROSE),
        (630, 720, SAGE),
        (740, 560, CLAY),
    )
    for side in (-1, 1):
        sheet.line([(500, 160), (500 + side * 250, 286)], cord, 5)
    sheet.line(ring, darker(WOOD, 0.12), 30)
    sheet.line(ring, WOOD, 22)
    sheet.solid(shapes.circle(500, 160, 22), WOOD, 8)
    for index, (x, y, tone) in enumerate(hanging):
        sheet.line([(x, 350), (x, y)], cord, 4)
        sheet.fill(shapes.circle(x, 400 + index % 2 * 40, 15), WOOD)
        shape = toy_shape(index, x, y)
        sheet.shadow(shape, 12, 12)
        sheet.solid(shape, tone, 12)
        sheet.stitch(shape, lighter(tone, 0.6), 3)


def toy_shape(index: int, x: float, y: float) -> Shape:
    if index == 1:
        return shapes.star(x, y, 84, inner=0.6)
    if index == 2:
        return shapes.heart(x, y, 72)
    if index == 3:
        return shapes.leaf(x, y + 90, 190, 18)
    return shapes.cloud(x, y, 80)
