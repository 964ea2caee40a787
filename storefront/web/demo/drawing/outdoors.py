from storefront.web.demo.drawing import patterns, shapes
from storefront.web.demo.drawing.clothes import face
from storefront.web.demo.drawing.palette import (
    BUTTER,
    COCOA,
    CREAM,
    GREY,
    INK,
    MINT,
    MIST,
    MUSTARD,
    PEACH,
    SAND,
    STEEL,
    WHITE,
    Colour,
    darker,
    lighter,
)
from storefront.web.demo.drawing.sheet import Sheet, placed


def stroller(sheet: Sheet, colour: Colour) -> None:
    sheet.table(MINT, 790)
    sheet.ground(480, 880, 330)
    metal = darker(GREY, 0.3)
    for tube in ("M 800 250 L 380 800", "M 330 560 L 640 810", "M 640 560 L 300 800"):
        sheet.line(shapes.path(tube), metal, 22)
        sheet.line(shapes.path(tube), lighter(metal, 0.2), 8)
    sheet.line(shapes.path("M 800 250 C 820 220 850 220 872 236"), COCOA, 34)
    sheet.solid(
        shapes.path(
            "M 340 690 L 620 690 L 580 766 C 500 786 440 786 372 766 L 340 690"
        ),
        darker(colour, 0.3),
        14,
    )
    seat = shapes.path(
        "M 212 470 L 700 470 C 700 600 620 660 470 660 C 320 660 224 600 212 470"
    )
    sheet.solid(seat, colour, 26)
    sheet.solid(
        shapes.path("M 300 470 C 340 420 560 420 620 470 C 580 520 360 520 300 470"),
        CREAM,
        12,
    )
    hood = shapes.path(
        "M 440 470 L 212 470 C 200 290 320 170 470 170 C 480 280 470 380 440 470"
    )
    sheet.solid(hood, lighter(colour, 0.12), 22)
    for seam in (
        "M 440 470 C 400 380 360 300 300 236",
        "M 440 470 C 370 400 300 370 232 360",
    ):
        sheet.line(shapes.path(seam), darker(colour, 0.14), 7)
    sheet.line(
        shapes.path("M 470 170 C 480 280 470 380 440 470"), lighter(colour, 0.55), 16
    )
    sheet.line([(212, 470), (700, 470)], lighter(colour, 0.5), 14)
    sheet.line(shapes.path("M 600 470 C 620 400 690 400 704 466"), COCOA, 20)
    for x, radius in ((290, 84), (660, 84)):
        sheet.solid(shapes.circle(x, 796, radius), INK, 12)
        sheet.fill(shapes.circle(x, 796, radius - 24), STEEL)
        for turn in range(0, 180, 45):
            spoke = shapes.turned(
                [(x - radius + 26, 796), (x + radius - 26, 796)], turn, (x, 796)
            )
            sheet.line(spoke, WHITE, 8)
        sheet.fill(shapes.circle(x, 796, 18), lighter(colour, 0.2))


def carrier(sheet: Sheet, colour: Colour) -> None:
    sheet.flat(SAND)
    strap = shapes.path("M 380 330 C 300 130 170 200 200 430 C 214 540 270 600 330 640")
    for edge in (strap, shapes.mirrored(strap)):
        sheet.line(shapes.moved(edge, 6, 12), darker(SAND, 0.14), 66)
        sheet.line(edge, darker(colour, 0.16), 64)
        sheet.line(edge, darker(colour, 0.06), 48)
        sheet.stitch(edge, lighter(colour, 0.5))
    belt = shapes.path(
        "M 130 690 C 300 640 700 640 870 690 C 880 730 880 760 868 790"
        " C 700 750 300 750 132 790 C 120 760 120 730 130 690"
    )
    sheet.shadow(belt)
    sheet.solid(belt, darker(colour, 0.1), 18)
    panel = shapes.symmetric(
        "M 500 250 C 420 250 370 270 350 310 C 360 420 340 560 300 680"
        " C 360 720 430 726 500 726"
    )
    sheet.shadow(panel)
    sheet.solid(panel, colour, 26)
    patterns.leaves(sheet, panel, lighter(colour, 0.35))
    hood = shapes.symmetric(
        "M 500 212 C 420 212 372 240 356 300 C 370 350 430 366 500 366"
    )
    sheet.solid(hood, lighter(colour, 0.2), 16)
    sheet.stitch(
        shapes.path("M 370 312 C 400 346 450 350 500 350 C 550 350 600 346 630 312"),
        darker(colour, 0.3),
    )
    for x in (224, 776):
        sheet.solid(shapes.box(x - 30, 694, x + 30, 772, 14), INK, 8)
    sheet.solid(shapes.box(440, 560, 560, 640, 12), COCOA, 10)


def diaper_bag(sheet: Sheet, colour: Colour) -> None:
    sheet.table(PEACH)
    sheet.ground(500, 866, 270)
    handle = shapes.arc(500, 260, 110, 120, 180, 360)
    sheet.line(handle, darker(colour, 0.25), 36)
    sheet.line(handle, darker(colour, 0.1), 20)
    body = shapes.symmetric(
        "M 500 230 C 380 230 300 250 280 340 C 262 480 248 680 246 800"
        " C 248 850 280 866 330 866 L 500 866"
    )
    sheet.solid(body, colour, 30)
    sheet.solid(shapes.box(206, 560, 280, 800, 30), darker(colour, 0.12), 12)
    sheet.solid(shapes.box(720, 560, 794, 800, 30), darker(colour, 0.12), 12)
    sheet.solid(shapes.box(736, 470, 782, 590, 14), CREAM, 8)
    sheet.line(
        shapes.path("M 290 400 C 330 290 670 290 710 400"), lighter(colour, 0.4), 12
    )
    pocket = shapes.box(320, 560, 680, 820, 20, 20, 60, 60)
    sheet.solid(pocket, lighter(colour, 0.08), 18)
    sheet.stitch(shapes.box(336, 576, 664, 804, 14, 14, 48, 48), darker(colour, 0.3))
    flap = shapes.symmetric("M 500 420 L 300 420 C 300 540 330 600 400 610 L 500 612")
    sheet.shadow(flap, 8, 10)
    sheet.solid(flap, colour, 16)
    for x in (400, 600):
        sheet.solid(shapes.box(x - 22, 400, x + 22, 660, 14), COCOA, 8)
        sheet.fill(shapes.box(x - 12, 600, x + 12, 634, 6), MUSTARD)


def car_seat(sheet: Sheet, colour: Colour) -> None:
    sheet.table(MIST)
    sheet.ground(500, 866, 270)
    base = shapes.symmetric("M 500 740 L 290 740 C 260 780 250 830 262 866 L 500 866")
    sheet.solid(base, INK, 18)
    shell = shapes.symmetric(
        "M 500 140 C 400 140 350 170 340 250 C 280 290 260 360 280 440"
        " C 230 520 220 640 262 760 C 340 800 420 806 500 806"
    )
    sheet.solid(shell, darker(colour, 0.35), 24)
    pad = shapes.symmetric(
        "M 500 180 C 420 180 384 210 380 280 C 330 320 320 380 336 450"
        " C 300 540 300 640 330 720 C 400 756 450 760 500 760"
    )
    sheet.solid(pad, colour, 20)
    sheet.solid(
        shapes.symmetric(
            "M 500 216 C 440 216 416 240 416 300 C 440 340 470 344 500 344"
        ),
        lighter(colour, 0.4),
        12,
    )
    sheet.solid(
        shapes.symmetric(
            "M 500 600 C 420 590 360 610 340 660 C 350 720 430 736 500 736"
        ),
        lighter(colour, 0.15),
        16,
    )
    for edge in (
        shapes.path("M 424 350 C 420 450 450 540 490 590"),
        shapes.path("M 576 350 C 580 450 550 540 510 590"),
    ):
        sheet.line(edge, INK, 26)
    sheet.solid(shapes.box(412, 400, 456, 500, 18), lighter(colour, 0.5), 8)
    sheet.solid(shapes.box(544, 400, 588, 500, 18), lighter(colour, 0.5), 8)
    sheet.line([(500, 600), (500, 690)], INK, 26)
    sheet.solid(shapes.box(466, 570, 534, 634, 18), MUSTARD, 10)


def helmet(sheet: Sheet, colour: Colour) -> None:
    sheet.table(BUTTER, 690)
    sheet.ground(500, 800, 290)
    for side in (-1, 1):
        sheet.line([(500 + side * 190, 640), (500 + side * 60, 790)], INK, 20)
    sheet.solid(shapes.box(450, 768, 550, 812, 18), INK, 8)
    sheet.fill(shapes.ellipse(500, 620, 250, 60), darker(INK, 0.1))
    for side in (-1, 1):
        x = 500 + side * 180
        sheet.solid(shapes.circle(x, 268, 74), colour, 16)
        sheet.fill(shapes.circle(x, 272, 40), lighter(colour, 0.5))
    shell = shapes.symmetric(
        "M 500 210 C 300 210 206 380 214 590 C 216 630 240 640 280 636"
        " C 400 620 450 620 500 620"
    )
    sheet.solid(shell, colour, 34)
    with sheet.inside(shell):
        sheet.line(
            shapes.path("M 214 600 C 400 560 600 560 786 600"),
            lighter(colour, 0.55),
            22,
        )
    visor = shapes.path(
        "M 270 628 C 380 600 620 600 730 628 C 760 650 770 690 750 706"
        " C 620 664 380 664 250 706 C 230 690 240 650 270 628"
    )
    sheet.solid(visor, darker(colour, 0.18), 10)
    face(sheet, 500, 430, 130)
    sheet.line(shapes.path("M 300 420 C 320 330 370 280 430 256"), WHITE, 16, 0.55)


def harness(sheet: Sheet, colour: Colour) -> None:
    sheet.flat(MIST)
    straps = shapes.path(
        "M 410 250 C 300 130 190 210 220 420 C 236 560 240 640 250 730"
    )
    for edge in (straps, shapes.mirrored(straps)):
        sheet.line(shapes.moved(edge, 6, 12), darker(MIST, 0.12), 50)
        sheet.line(edge, INK, 48)
        sheet.stitch(edge, lighter(colour, 0.4))
    body = shapes.symmetric(
        "M 500 260 C 470 300 430 290 400 236 L 340 250 C 350 360 340 420 310 480"
        " L 318 760 C 330 790 360 800 400 800 L 500 800"
    )
    sheet.shadow(body, 20, 18)
    sheet.solid(body, colour, 24)
    patterns.quilting(sheet, body, darker(colour, 0.1))
    for y in (560, 690):
        belt = shapes.box(180, y - 24, 820, y + 24, 12)
        sheet.shadow(belt, 8, 8)
        sheet.solid(belt, INK, 8)
        sheet.line([(200, y), (800, y)], lighter(MUSTARD, 0.4), 6)
        sheet.solid(shapes.box(446, y - 38, 554, y + 38, 18), MUSTARD, 10)
        sheet.fill(shapes.box(480, y - 16, 520, y + 16, 8), darker(MUSTARD, 0.35))
    patch = shapes.circle(500, 420, 74)
    sheet.fill(patch, lighter(colour, 0.6))
    with sheet.at(placed((500, 420), scale=0.6)):
        face(sheet, 500, 410, 120)
