from storefront.web.demo.drawing import shapes
from storefront.web.demo.drawing.clothes import face
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
    NAVY,
    PEACH,
    RED,
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
from storefront.web.demo.drawing.sheet import Sheet, placed


def rainbow(sheet: Sheet, colour: Colour) -> None:
    sheet.table(PEACH, 740)
    sheet.ground(500, 812, 350)
    tones = (CLAY, MUSTARD, SAGE, SKY, ROSE, CREAM)
    for index, tone in enumerate(tones):
        outer = 350 - index * 54
        inner = outer - 46
        arch = [
            *shapes.arc(500, 560, outer, outer, 180, 360),
            (500 + outer, 812),
            (500 + inner, 812),
            *shapes.arc(500, 560, inner, inner, 360, 180),
            (500 - inner, 812),
            (500 - outer, 812),
        ]
        sheet.solid(arch, tone, 12)


def calf(sheet: Sheet, colour: Colour) -> None:
    sheet.table(MINT, 720)
    sheet.ground(500, 850, 320)
    sheet.line(
        shapes.path("M 200 700 C 140 740 120 780 150 800 C 180 820 170 850 90 846"),
        CLAY,
        8,
    )
    sheet.solid(shapes.circle(84, 846, 22), RED, 8)
    body = shapes.path(
        "M 300 520 C 320 440 420 430 520 440 C 640 450 740 440 770 520"
        " C 796 600 780 660 776 740 L 690 740 C 690 690 670 660 620 660 L 460 660"
        " C 420 660 404 690 402 740 L 318 740 C 316 660 290 600 300 520"
    )
    sheet.line(
        shapes.path("M 764 500 C 820 520 826 580 812 620"), darker(colour, 0.2), 14
    )
    sheet.fill(shapes.ellipse(812, 636, 16, 28), COCOA)
    sheet.solid(body, colour, 26)
    with sheet.inside(body):
        sheet.fill(shapes.ellipse(640, 470, 90, 56), darker(colour, 0.24))
        sheet.fill(shapes.ellipse(480, 590, 52, 40), darker(colour, 0.24))
    for side, turn in ((-1, -30), (1, 30)):
        horn = shapes.path(
            "M 500 300 C 470 280 456 250 462 220 C 486 236 520 260 528 292"
        )
        place = placed((500, 300), to=(310 + side * 66, 336), turn=turn)
        with sheet.at(place):
            sheet.solid(horn if side < 0 else shapes.mirrored(horn), CREAM, 6)
        sheet.solid(
            shapes.turned(
                shapes.ellipse(310 + side * 128, 408, 54, 30),
                side * 18,
                (310 + side * 128, 408),
            ),
            darker(colour, 0.08),
            8,
        )
    head = shapes.symmetric(
        "M 310 320 C 220 320 196 390 206 450 C 214 530 250 580 310 580", 310
    )
    sheet.solid(head, colour, 20)
    sheet.fill(shapes.ellipse(310, 524, 82, 58), lighter(ROSE, 0.3))
    for side in (-1, 1):
        sheet.fill(shapes.ellipse(310 + side * 30, 518, 9, 12), darker(ROSE, 0.4))
        sheet.fill(shapes.ellipse(310 + side * 52, 426, 11, 14), INK)
    sheet.line(shapes.arc(310, 544, 24, 14, 20, 160), darker(ROSE, 0.4), 5)
    sheet.solid(shapes.box(270, 730, 810, 776, 20), SAGE, 12)
    for x in (350, 730):
        sheet.solid(shapes.circle(x, 796, 60), CLAY, 16)
        sheet.fill(shapes.circle(x, 796, 22), CREAM)


def bunny(sheet: Sheet, colour: Colour) -> None:
    sheet.table(PEACH if colour != ROSE else MINT)
    sheet.ground(500, 868, 210)
    for turn in (-10, 14):
        ear = shapes.turned(shapes.ellipse(500, 196, 50, 140), turn, (500, 420))
        sheet.solid(ear, colour, 16)
        sheet.fill(
            shapes.turned(shapes.ellipse(500, 206, 24, 98), turn, (500, 420)),
            lighter(ROSE, 0.35),
        )
    arm = shapes.path(
        "M 410 540 C 340 560 290 620 280 690 C 280 730 330 734 350 700"
        " C 370 660 410 630 440 620"
    )
    body = shapes.symmetric(
        "M 500 500 C 400 500 350 620 352 730 C 354 810 400 846 500 846"
    )
    for part in (arm, shapes.mirrored(arm)):
        sheet.solid(part, colour, 16)
    sheet.solid(body, colour, 24)
    sheet.fill(shapes.ellipse(500, 720, 94, 104), lighter(colour, 0.4))
    for x in (400, 600):
        sheet.solid(shapes.ellipse(x, 838, 78, 46), colour, 14)
        sheet.fill(shapes.ellipse(x, 842, 38, 24), lighter(ROSE, 0.35))
    head = shapes.ellipse(500, 416, 158, 138)
    sheet.solid(head, colour, 22)
    face(sheet, 500, 420, 116)
    sheet.fill(shapes.ellipse(500, 440, 13, 9), darker(ROSE, 0.3))
    scarf = shapes.path(
        "M 384 524 C 440 560 560 560 616 524 C 624 550 622 566 612 580"
        " C 560 606 440 606 388 580 C 378 566 376 550 384 524"
    )
    sheet.solid(scarf, CLAY, 10)
    sheet.solid(
        shapes.path("M 560 580 L 620 574 L 640 680 L 584 692 L 560 580"), CLAY, 10
    )
    sheet.line([(582, 664), (638, 654)], CREAM, 8)


def rattle(sheet: Sheet, colour: Colour) -> None:
    sheet.flat(MINT)
    with sheet.at(placed((500, 500), turn=32)):
        ring = shapes.circle(500, 300, 150)
        stick = shapes.box(474, 430, 526, 830, 26)
        sheet.shadow(shapes.ring(500, 300, 175, 125))
        sheet.shadow(stick)
        sheet.line(ring, darker(WOOD, 0.16), 50)
        sheet.line(ring, WOOD, 40)
        sheet.solid(stick, WOOD, 14)
        for y, tone, size in ((470, CLAY, 52), (548, MUSTARD, 44), (618, SAGE, 38)):
            sheet.solid(shapes.ellipse(500, y, size * 1.15, size * 0.72), tone, 12)
        sheet.solid(shapes.circle(500, 832, 58), SKY, 16)
        for turn in (-34, 0, 34):
            bead = shapes.turned([(500, 150)], turn, (500, 300))[0]
            sheet.solid(shapes.circle(*bead, 36), ROSE if turn else CREAM, 10)


def teether(sheet: Sheet, colour: Colour) -> None:
    sheet.flat(BUTTER)
    ring = shapes.circle(500, 640, 170)
    sheet.shadow(shapes.ring(500, 640, 199, 141))
    sheet.line(ring, darker(WOOD, 0.16), 58)
    sheet.line(ring, WOOD, 48)
    with sheet.at(placed((500, 380), scale=1.08)):
        leafy = shapes.path(
            "M 500 230 C 440 160 380 170 360 190 C 400 200 430 230 470 260"
        )
        for part in (leafy, shapes.mirrored(leafy)):
            sheet.shadow(part, 10, 10)
            sheet.solid(part, LEAF, 10)
        fruit = shapes.circle(500, 370, 158)
        sheet.shadow(fruit, 18, 16)
        sheet.solid(fruit, colour, 26)
        sheet.solid(shapes.leaf(500, 236, 92, 4), SAGE, 8)
        face(sheet, 500, 380, 120)
        for x, y in (
            (400, 300),
            (430, 280),
            (590, 470),
            (560, 490),
            (600, 300),
            (410, 470),
        ):
            sheet.fill(shapes.circle(x, y, 7), darker(colour, 0.14))


def ducks(sheet: Sheet, colour: Colour) -> None:
    sheet.table(MIST, 640)
    for x, y, scale, tone in (
        (300, 560, 0.66, WHITE),
        (740, 600, 0.72, SKY),
        (500, 640, 1.0, colour),
    ):
        with sheet.at(placed((500, 640), to=(x, y + 40), scale=scale)):
            duck(sheet, tone)


def duck(sheet: Sheet, colour: Colour) -> None:
    sheet.ground(500, 800, 250)
    body = shapes.path(
        "M 270 640 C 250 590 250 560 270 530 C 310 570 360 590 420 580"
        " C 500 570 540 540 560 500 C 700 520 740 600 728 680"
        " C 716 770 630 806 500 806 C 370 806 290 740 270 640"
    )
    sheet.solid(body, colour, 28)
    beak = shapes.path(
        "M 690 420 C 740 400 790 410 800 436 C 790 470 740 480 690 466 L 690 420"
    )
    sheet.solid(beak, CLAY, 10)
    head = shapes.circle(600, 420, 128)
    sheet.solid(head, colour, 22)
    wing = shapes.path(
        "M 390 640 C 420 600 540 600 600 640 C 590 720 500 750 430 720"
        " C 400 700 386 670 390 640"
    )
    sheet.solid(wing, darker(colour, 0.08), 12)
    sheet.fill(shapes.ellipse(640, 396, 13, 17), INK)
    sheet.fill(shapes.ellipse(610, 452, 24, 16), ROSE, 0.7)
    sheet.line(shapes.path("M 590 296 C 590 260 620 250 630 270"), colour, 16)


def cloth_book(sheet: Sheet, colour: Colour) -> None:
    sheet.table(BUTTER, 700)
    sheet.ground(500, 818, 300)
    back = shapes.path(
        "M 500 270 C 600 240 720 240 800 270 L 820 800 C 740 776 600 776 500 812"
        " L 500 270"
    )
    front = shapes.mirrored(back)
    sheet.solid(back, lighter(SKY, 0.3), 20)
    sheet.solid(front, colour, 20)
    with sheet.inside(back):
        sheet.fill(shapes.circle(660, 700, 230), SAGE)
        sheet.fill(shapes.circle(730, 400, 56), MUSTARD)
        sheet.fill(shapes.cloud(600, 380, 46), WHITE)
    sheet.fill(shapes.circle(330, 500, 120), CREAM)
    for side in (-1, 1):
        sheet.fill(shapes.circle(330 + side * 90, 408, 44), CREAM)
        sheet.fill(shapes.circle(330 + side * 90, 408, 22), ROSE)
    face(sheet, 330, 494, 96)
    sheet.fill(shapes.ellipse(330, 520, 14, 10), INK)
    page = [(x * 0.94 + 30, y * 0.94 + 32) for x, y in back]
    sheet.stitch(page, WHITE)
    sheet.stitch(shapes.mirrored(page), WHITE)
    sheet.line(shapes.path("M 500 276 L 500 808"), darker(colour, 0.14), 16)
    for x, y, tone in ((800, 420, CLAY), (806, 520, MUSTARD), (810, 620, ROSE)):
        sheet.solid(shapes.box(x - 8, y, x + 46, y + 50, 8, 24, 24, 8), tone, 8)
    with sheet.inside(back):
        for x in (590, 650, 710):
            sheet.line([(x, 690), (x, 630)], LEAF, 9)
            sheet.fill(shapes.circle(x, 616, 26), CLAY if x != 650 else ROSE)
            sheet.fill(shapes.circle(x, 616, 10), CREAM)


def picture_book(sheet: Sheet, colour: Colour) -> None:
    """A night by a village pond: moon, lotus and a boat."""
    sheet.flat(SAND)
    with sheet.at(placed((500, 500), turn=-6)):
        pages = shapes.box(256, 168, 784, 848, 10)
        cover = shapes.box(230, 150, 762, 840, 8, 22, 22, 8)
        sheet.shadow(pages, 24, 20)
        sheet.solid(pages, WHITE, 12)
        for shift in (6, 14):
            sheet.line([(262, 846 - shift), (780, 846 - shift)], darker(WHITE, 0.14), 2)
        sheet.solid(cover, colour, 14)
        with sheet.inside(cover):
            sheet.fill(shapes.circle(590, 330, 96), lighter(MUSTARD, 0.4))
            for x, y in ((330, 230), (420, 330), (360, 420), (700, 210), (300, 520)):
                sheet.fill(shapes.star(x, y, 13, inner=0.4), lighter(MUSTARD, 0.5))
            sheet.fill(
                [*shapes.wave(200, 800, 600, 10, 3), (800, 860), (200, 860)],
                mix(colour, SKY, 0.45),
            )
            sheet.fill(
                [*shapes.wave(200, 800, 700, 10, 4), (800, 860), (200, 860)],
                mix(colour, SKY, 0.65),
            )
            boat = shapes.path(
                "M 300 610 C 380 650 520 650 620 600 C 590 690 360 700 300 610"
            )
            sheet.solid(boat, CLAY, 10)
            sheet.fill(
                shapes.path(
                    "M 420 636 C 420 560 440 520 470 520 C 500 520 520 560 520 632"
                    " L 420 636"
                ),
                CREAM,
            )
            sheet.fill(shapes.circle(470, 500, 36), mix(CREAM, CLAY, 0.24))
            sheet.solid(
                shapes.path("M 404 492 L 470 430 L 536 492 L 404 492"), MUSTARD, 8
            )
            for x, y in ((330, 770), (640, 760)):
                lotus(sheet, x, y)
        sheet.fill(shapes.box(230, 150, 262, 840, 8, 0, 0, 8), darker(colour, 0.2))


def lotus(sheet: Sheet, x: float, y: float) -> None:
    sheet.fill(shapes.ellipse(x, y + 14, 70, 18), LEAF)
    for turn in (-58, 58, -30, 30, 0):
        sheet.fill(
            shapes.leaf(x, y + 10, 78, turn), lighter(ROSE, 0.1 + 0.3 * (turn == 0))
        )


def blocks(sheet: Sheet, colour: Colour) -> None:
    sheet.table(SAND, 720)
    sheet.ground(500, 832, 340)
    spots = (
        (190, 640, CLAY, "star"),
        (406, 640, SAGE, "heart"),
        (622, 640, MUSTARD, "leaf"),
        (300, 446, SKY, "cloud"),
        (514, 446, ROSE, "circle"),
        (408, 252, LEAF, "drop"),
    )
    marks = {
        "star": shapes.star(96, 96, 56, inner=0.55),
        "heart": shapes.heart(96, 90, 48),
        "leaf": shapes.leaf(96, 148, 108),
        "cloud": shapes.cloud(96, 98, 52),
        "circle": shapes.circle(96, 96, 48),
        "drop": shapes.drop(96, 100, 52),
    }
    for x, y, tone, mark in spots:
        cube = shapes.box(x, y, x + 192, y + 192, 22)
        sheet.solid(cube, WOOD, 16)
        sheet.fill(shapes.box(x + 16, y + 16, x + 172, y + 172, 16), lighter(WOOD, 0.4))
        sheet.fill(shapes.moved(marks[mark], x, y), tone)


def play_mat(sheet: Sheet, colour: Colour) -> None:
    sheet.flat(MIST if colour != SKY else BUTTER)
    mat = shapes.box(150, 240, 850, 780, 50)
    sheet.shadow(mat, 20, 18)
    sheet.solid(mat, colour, 22)
    with sheet.inside(mat):
        sheet.fill(shapes.ellipse(300, 800, 320, 200), lighter(SAGE, 0.1))
        sheet.fill(shapes.ellipse(720, 820, 320, 190), SAGE)
        road = shapes.path(
            "M 120 640 C 320 560 380 760 560 690 C 700 640 760 520 880 560"
        )
        sheet.line(road, CREAM, 64)
        sheet.stitch(road, darker(CREAM, 0.25), 6)
        sheet.fill(shapes.circle(720, 350, 58), MUSTARD)
        for x, y, size in ((300, 340, 62), (520, 310, 44), (620, 440, 40)):
            sheet.fill(shapes.cloud(x, y, size), WHITE)
        sheet.fill(shapes.box(330, 470, 430, 570, 6), CREAM)
        sheet.fill(shapes.path("M 312 476 L 380 400 L 448 476 L 312 476"), CLAY)
        sheet.fill(shapes.box(366, 510, 396, 570, 14, 14, 0, 0), COCOA)
        for x, y in ((760, 680), (670, 740), (230, 720)):
            sheet.line([(x, y), (x, y + 50)], COCOA, 12)
            sheet.fill(shapes.drop(x, y - 20, 56), LEAF)
    sheet.stitch(shapes.box(172, 262, 828, 758, 36), WHITE, 5)
    with sheet.at(placed((0, 0), to=(700, 600), scale=1)):
        sheet.solid(shapes.box(-60, -40, 70, 20, 34, 20, 14, 14), RED, 8)
        sheet.fill(shapes.box(-30, -30, 12, -8, 10), WHITE)
        for x in (-30, 40):
            sheet.fill(shapes.circle(x, 22, 17), NAVY)
