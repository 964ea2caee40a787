from storefront.web.demo.drawing import patterns, shapes
from storefront.web.demo.drawing.palette import (
    BUTTER,
    CHEEK,
    CLAY,
    COCOA,
    CREAM,
    INK,
    LEAF,
    MINT,
    MIST,
    MUSTARD,
    PEACH,
    SAND,
    WHITE,
    Colour,
    darker,
    lighter,
)
from storefront.web.demo.drawing.shapes import Shape
from storefront.web.demo.drawing.sheet import Sheet, placed

TORSO = shapes.symmetric(
    "M 500 262 C 462 262 430 248 408 214 L 372 222 C 330 236 296 268 268 314"
    " L 352 392 C 356 470 344 560 340 640 C 372 640 432 700 442 790 L 500 790"
)
SHORT_SLEEVE = shapes.path(
    "M 372 222 C 318 232 262 286 206 372 L 298 440 C 318 412 336 398 356 392 L 372 222"
)
LONG_SLEEVE = shapes.path(
    "M 380 222 C 330 232 292 270 268 330 C 240 410 206 500 178 590 L 258 622"
    " C 290 550 322 470 356 400 L 380 222"
)


def pair(sheet: Sheet, shape: Shape, colour: Colour) -> None:
    """Draw a shape and its mirror image."""
    sheet.solid(shape, colour)
    sheet.solid(shapes.mirrored(shape), colour)


def buttons(sheet: Sheet, spots: list[tuple[float, float]], colour: Colour) -> None:
    for x, y in spots:
        sheet.fill(shapes.circle(x + 1, y + 3, 10), darker(colour, 0.35))
        sheet.fill(shapes.circle(x, y, 10), colour)


def collar(sheet: Sheet, colour: Colour) -> None:
    sheet.line(shapes.path("M 402 214 C 440 282 560 282 598 214"), colour, 20)


def upper(
    sheet: Sheet, colour: Colour, sleeve: Shape, print_: patterns.Print | None
) -> None:
    """Draw a bodysuit from neck to poppers, in a print or plain."""
    parts = [sleeve, shapes.mirrored(sleeve), TORSO]
    for part in parts:
        sheet.shadow(part)
    for part in parts:
        sheet.solid(part, colour)
        if print_:
            print_(sheet, part, darker(colour, 0.24))
    collar(sheet, darker(colour, 0.2))
    hem = shapes.path("M 344 654 C 376 660 424 712 434 790")
    for edge in (hem, shapes.mirrored(hem)):
        sheet.stitch(edge, darker(colour, 0.3))
    sheet.fill(shapes.box(440, 762, 560, 796, 8), darker(colour, 0.1))
    buttons(sheet, [(464, 779), (500, 779), (536, 779)], lighter(colour, 0.6))


def bodysuit(sheet: Sheet, colour: Colour) -> None:
    sheet.flat(SAND if colour != CREAM else PEACH)
    upper(sheet, colour, SHORT_SLEEVE, None)
    for cuff in (
        shapes.path("M 214 362 L 306 430"),
        shapes.path("M 228 346 L 318 412"),
    ):
        sheet.stitch(cuff, darker(colour, 0.3))
        sheet.stitch(shapes.mirrored(cuff), darker(colour, 0.3))
    sheet.fill(shapes.leaf(500, 470, 62, -35), darker(colour, 0.3))
    sheet.fill(shapes.leaf(500, 470, 62, 35), darker(colour, 0.3))
    sheet.line(shapes.path("M 500 440 L 500 500"), darker(colour, 0.3), 6)


def striped_bodysuit(sheet: Sheet, colour: Colour) -> None:
    sheet.flat(MIST)
    upper(sheet, WHITE, LONG_SLEEVE, None)
    for part in (LONG_SLEEVE, shapes.mirrored(LONG_SLEEVE), TORSO):
        patterns.stripes(sheet, part, colour)
    collar(sheet, colour)
    sheet.fill(shapes.box(440, 762, 560, 796, 8), lighter(colour))
    buttons(sheet, [(464, 779), (500, 779), (536, 779)], WHITE)


def summer_set(sheet: Sheet, colour: Colour) -> None:
    sheet.flat(BUTTER)
    shirt = shapes.symmetric(
        "M 500 232 C 465 232 436 218 416 186 L 376 194 C 340 204 316 226 296 256"
        " L 360 320 L 356 520 L 500 524"
    )
    sleeve = shapes.path("M 376 194 C 320 204 272 254 238 322 L 318 376 L 364 318")
    shorts = shapes.symmetric(
        "M 500 580 L 362 580 C 352 660 330 740 306 812 L 470 830 L 500 730"
    )
    for part in (shirt, sleeve, shapes.mirrored(sleeve), shorts):
        sheet.shadow(part)
    pair(sheet, sleeve, colour)
    sheet.solid(shirt, colour)
    sheet.line(
        shapes.path("M 412 190 C 446 250 554 250 588 190"), darker(colour, 0.25), 16
    )
    sheet.line(shapes.path("M 500 240 L 500 330"), darker(colour, 0.2), 5)
    buttons(sheet, [(500, 266), (500, 308)], COCOA)
    sheet.solid(shapes.box(540, 340, 614, 412, 4, 4, 22, 22), darker(colour, 0.06), 10)
    sheet.stitch(shapes.path("M 540 356 L 614 356"), darker(colour, 0.3))
    sheet.stitch(shapes.path("M 362 504 L 638 504"), darker(colour, 0.3))
    sheet.solid(shorts, darker(colour, 0.1))
    band = shapes.box(360, 572, 640, 618, 12)
    sheet.solid(band, darker(colour, 0.1), 8)
    patterns.ribs(sheet, band, darker(colour, 0.28))
    sheet.line(shapes.path("M 478 610 C 440 660 430 690 448 710"), WHITE, 7)
    sheet.line(shapes.path("M 520 610 C 566 650 570 680 556 704"), WHITE, 7)


def sleepsuit(sheet: Sheet, colour: Colour) -> None:
    sheet.flat(MIST)
    body = shapes.symmetric(
        "M 500 226 C 466 226 440 214 420 184 L 384 192 C 342 206 306 236 286 280"
        " L 372 380 C 366 470 350 520 340 600 C 324 690 300 760 274 818"
        " C 262 862 300 882 344 872 L 396 850 C 424 780 456 720 500 690"
    )
    arm = shapes.path(
        "M 384 192 C 326 210 296 260 272 330 C 252 400 232 460 212 520"
        " C 202 560 268 580 284 546 C 312 480 346 420 376 376 L 384 192"
    )
    parts = [arm, shapes.mirrored(arm), body]
    for part in parts:
        sheet.shadow(part)
    for part in parts:
        sheet.solid(part, colour)
        patterns.clouds(sheet, part, lighter(colour, 0.62))
    sheet.line(
        shapes.path("M 414 190 C 446 246 554 246 586 190"), darker(colour, 0.22), 16
    )
    zip_line = shapes.path(
        "M 500 234 C 502 400 500 480 470 560 C 440 640 400 700 372 800"
    )
    sheet.line(zip_line, lighter(colour, 0.5), 14)
    sheet.stitch(zip_line, darker(colour, 0.35), 6)
    sheet.fill(shapes.box(488, 240, 512, 284, 10), darker(colour, 0.4))
    sole = shapes.path("M 292 800 C 330 816 370 816 402 830")
    for edge in (sole, shapes.mirrored(sole)):
        sheet.stitch(edge, darker(colour, 0.3))


def vest(sheet: Sheet, colour: Colour) -> None:
    sheet.flat(PEACH)
    half = shapes.path(
        "M 494 330 C 450 310 420 262 404 206 L 352 226 C 344 330 330 380 300 424"
        " C 312 560 312 660 304 780 L 494 792"
    )
    lining = shapes.symmetric("M 500 240 C 460 240 430 226 404 206 L 430 420 L 500 440")
    for part in (half, shapes.mirrored(half)):
        sheet.shadow(part)
    sheet.fill(lining, darker(CREAM, 0.18))
    for part in (shapes.mirrored(half), half):
        sheet.solid(part, colour)
        patterns.quilting(sheet, part, darker(colour, 0.16))
    trim = shapes.path("M 404 206 C 420 262 450 310 494 330 L 494 792")
    for edge in (trim, shapes.mirrored(trim)):
        sheet.line(edge, lighter(colour, 0.45), 13)
    arm = shapes.path("M 352 226 C 344 330 330 380 300 424")
    for edge in (arm, shapes.mirrored(arm)):
        sheet.line(edge, lighter(colour, 0.45), 13)
    buttons(sheet, [(500, y) for y in (390, 490, 590, 690)], COCOA)
    pocket = shapes.box(352, 600, 450, 706, 6, 6, 28, 28)
    pair(sheet, pocket, lighter(colour, 0.1))
    for x in (352, 550):
        sheet.line([(x, 604), (x + 98, 604)], lighter(colour, 0.45), 12)


def ao_dai(sheet: Sheet, colour: Colour) -> None:
    sheet.flat(BUTTER)
    trousers = shapes.symmetric("M 500 560 L 400 560 L 362 868 L 470 872 L 500 700")
    sleeve = shapes.path(
        "M 408 236 C 350 270 290 400 232 524 L 316 574 C 352 500 396 420 426 380"
    )
    tunic = shapes.symmetric(
        "M 500 222 L 458 222 C 440 240 420 246 398 252 C 398 330 412 390 412 440"
        " C 400 560 372 660 340 780 C 400 806 450 812 500 812"
    )
    neck = shapes.box(452, 176, 548, 240, 24, 24, 8, 8)
    for part in (trousers, sleeve, shapes.mirrored(sleeve), tunic, neck):
        sheet.shadow(part)
    sheet.solid(trousers, WHITE)
    pair(sheet, sleeve, colour)
    sheet.solid(tunic, colour)
    blossoms(sheet, tunic, colour)
    sheet.solid(neck, darker(colour, 0.05), 10)
    gold = MUSTARD if colour != MUSTARD else CLAY
    sheet.line([(452, 196), (548, 196)], gold, 6)
    sheet.line(shapes.path("M 512 238 C 560 262 590 300 600 384"), gold, 6)
    buttons(sheet, [(520, 244), (568, 280), (594, 336)], lighter(gold, 0.2))
    cuff = shapes.path("M 242 506 L 324 556")
    for edge in (cuff, shapes.mirrored(cuff)):
        sheet.line(edge, gold, 7)


def blossoms(sheet: Sheet, tunic: Shape, colour: Colour) -> None:
    """Apricot blossoms rise from the hem, as on a tunic for Tết."""
    petal = lighter(MUSTARD, 0.25) if colour != MUSTARD else WHITE
    with sheet.inside(tunic):
        twig = shapes.path(
            "M 388 830 C 430 720 420 640 500 560 C 540 520 548 480 544 450"
        )
        sheet.line(twig, darker(colour, 0.45), 9)
        sheet.line(
            shapes.path("M 440 690 C 500 680 560 650 590 600"), darker(colour, 0.45), 7
        )
        spots = [(408, 770, 30), (446, 668, 36), (500, 566, 34), (546, 462, 24)]
        for x, y, size in [*spots, (588, 606, 30), (520, 672, 22), (560, 742, 26)]:
            for turn in range(0, 360, 72):
                reach = shapes.turned([(x, y - size * 0.62)], turn, (x, y))[0]
                sheet.fill(shapes.circle(*reach, size * 0.48), petal)
            sheet.fill(shapes.circle(x, y, size * 0.28), CLAY)


def sun_hat(sheet: Sheet, colour: Colour) -> None:
    sheet.flat(MINT)
    brim = shapes.path(
        "M 150 610 C 150 520 300 480 500 480 C 700 480 850 520 850 610"
        " C 850 710 690 752 500 752 C 310 752 150 710 150 610"
    )
    crown = shapes.path(
        "M 282 590 C 270 380 360 250 500 250 C 640 250 730 380 718 590"
        " C 660 640 340 640 282 590"
    )
    sheet.shadow(brim, 26, 22)
    sheet.solid(brim, colour, 26)
    for grow in (0.93, 0.86):
        with sheet.at(placed((500, 612), scale=grow)):
            sheet.stitch(brim, darker(colour, 0.2))
    sheet.solid(crown, colour, 26)
    band = shapes.path(
        "M 280 540 C 340 590 660 590 720 540 C 722 560 720 580 718 598"
        " C 660 648 340 648 282 598 C 280 580 279 560 280 540"
    )
    sheet.fill(band, lighter(colour, 0.5))
    for seam in (
        "M 500 250 C 400 330 380 460 384 566",
        "M 500 250 C 600 330 620 460 616 566",
    ):
        sheet.line(shapes.path(seam), darker(colour, 0.16), 5)
    sheet.solid(shapes.circle(500, 252, 17), darker(colour, 0.1), 6)


def newborn_set(sheet: Sheet, colour: Colour) -> None:
    sheet.flat(PEACH)
    cap = shapes.path(
        "M 300 420 C 286 250 390 170 500 170 C 610 170 714 250 700 420 L 500 440"
        " L 300 420"
    )
    fold = shapes.box(288, 388, 712, 474, 32)
    mitten = shapes.path(
        "M 214 720 C 180 640 200 560 286 556 C 350 556 382 600 372 660 L 356 730"
        " L 214 720"
    )
    bootie = shapes.path(
        "M 560 560 L 660 560 L 664 640 C 720 650 796 668 796 730"
        " C 796 770 760 776 730 776 L 580 776 C 548 776 552 740 556 700 L 560 560"
    )
    for part in (cap, fold):
        sheet.shadow(part)
    sheet.solid(cap, colour)
    patterns.stars(sheet, cap, lighter(colour, 0.55))
    sheet.solid(fold, darker(colour, 0.06), 12)
    patterns.ribs(sheet, fold, darker(colour, 0.2))
    for side in (-1, 1):
        sheet.solid(shapes.leaf(500, 176, 92, side * 62), darker(colour, 0.06), 8)
    sheet.solid(shapes.circle(500, 172, 18), darker(colour, 0.14), 6)
    for place in (
        placed((290, 660), to=(250, 680), turn=-6),
        placed((290, 660), to=(430, 712), turn=14),
    ):
        with sheet.at(place):
            sheet.shadow(mitten)
            sheet.solid(mitten, colour)
            patterns.stars(sheet, mitten, lighter(colour, 0.55))
            cuff = shapes.box(206, 704, 366, 760, 20)
            sheet.solid(cuff, lighter(colour, 0.35), 8)
            patterns.ribs(sheet, cuff, darker(colour, 0.1))
    for place in (
        placed((660, 660), to=(700, 650), scale=0.9),
        placed((660, 660), to=(690, 770), scale=0.9),
    ):
        with sheet.at(place):
            sheet.shadow(bootie)
            sheet.solid(bootie, colour)
            cuff = shapes.box(548, 546, 672, 610, 20)
            sheet.solid(cuff, lighter(colour, 0.35), 8)
            patterns.ribs(sheet, cuff, darker(colour, 0.1))
            sheet.stitch(shapes.path("M 570 744 L 770 744"), darker(colour, 0.25))


def socks(sheet: Sheet, colour: Colour) -> None:
    sheet.flat(SAND)
    sock = shapes.path(
        "M 420 240 L 560 240 L 562 520 C 580 570 680 600 700 660"
        " C 712 730 650 756 600 744 C 520 722 420 660 414 570 L 420 240"
    )
    tones = [lighter(colour, 0.35), MUSTARD, CLAY, LEAF, colour]
    for tone, shift in zip(tones, (-220, -125, -30, 65, 160), strict=True):
        with sheet.at(placed((500, 500), to=(470 + shift, 505), turn=-8, scale=0.94)):
            sheet.shadow(sock, 12, 12)
            sheet.solid(sock, tone)
            with sheet.inside(sock):
                for y in (360, 410, 460):
                    sheet.line([(300, y), (700, y)], lighter(tone, 0.6), 14)
                sheet.fill(shapes.circle(420, 620, 78), lighter(tone, 0.45))
                sheet.fill(shapes.circle(690, 690, 76), lighter(tone, 0.45))
            cuff = shapes.box(410, 222, 570, 304, 16)
            sheet.solid(cuff, tone, 8)
            patterns.ribs(sheet, cuff, darker(tone, 0.16))


def shoes(sheet: Sheet, colour: Colour) -> None:
    sheet.table(PEACH, 620)
    for place in (
        placed((500, 600), to=(560, 520), scale=0.94),
        placed((500, 600), to=(440, 650)),
    ):
        with sheet.at(place):
            shoe(sheet, colour)


def shoe(sheet: Sheet, colour: Colour) -> None:
    sheet.ground(500, 740, 300)
    sole = shapes.path(
        "M 226 690 C 224 740 240 752 280 752 L 730 752 C 790 752 800 720 780 690"
        " L 226 690"
    )
    upper_part = shapes.path(
        "M 232 700 C 220 600 232 520 262 470 C 300 452 380 462 404 500"
        " C 440 560 500 560 560 574 C 680 596 780 620 782 700 L 232 700"
    )
    sheet.solid(upper_part, colour, 24)
    toe = shapes.path(
        "M 612 700 C 612 640 640 606 672 604 C 740 620 780 650 782 700 L 612 700"
    )
    sheet.fill(toe, lighter(colour, 0.35))
    sheet.solid(sole, CREAM, 12)
    sheet.stitch(shapes.path("M 240 716 L 776 716"), COCOA)
    strap = shapes.path(
        "M 372 640 C 400 600 440 548 470 516 C 500 520 520 540 520 566"
        " C 490 600 460 640 448 682 L 372 640"
    )
    sheet.solid(strap, darker(colour, 0.12), 10)
    sheet.stitch(
        shapes.path("M 390 640 C 420 600 450 560 478 534"), lighter(colour, 0.5)
    )
    sheet.line(
        shapes.path("M 258 476 C 300 460 376 470 402 508"), lighter(colour, 0.5), 12
    )
    sheet.line(
        shapes.path("M 234 560 C 214 520 220 480 250 460"), darker(colour, 0.2), 14
    )


def face(sheet: Sheet, x: float, y: float, size: float) -> None:
    """Two eyes, a mouth and cheeks: the same on every animal in the shop."""
    for side in (-1, 1):
        sheet.fill(
            shapes.ellipse(x + side * size * 0.42, y, size * 0.085, size * 0.11), INK
        )
        sheet.fill(
            shapes.ellipse(
                x + side * size * 0.62, y + size * 0.3, size * 0.16, size * 0.11
            ),
            CHEEK,
            0.75,
        )
    smile = shapes.arc(x, y + size * 0.2, size * 0.16, size * 0.14, 20, 160)
    sheet.line(smile, INK, size * 0.055)
