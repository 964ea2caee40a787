"""Which drawings there are, and in which colours: `bodysuit-sage` is one picture."""

from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image

from storefront.web.demo.drawing import (
    care,
    clothes,
    feeding,
    mother,
    outdoors,
    sleep,
    toys,
)
from storefront.web.demo.drawing.palette import COLOURS, Colour
from storefront.web.demo.drawing.sheet import Place, Sheet, placed

Drawing = Callable[[Sheet, Colour], None]

DRAWINGS: dict[Drawing, str] = {
    clothes.bodysuit: "cream sage rose",
    clothes.striped_bodysuit: "navy",
    clothes.sleepsuit: "sky",
    clothes.summer_set: "mustard sky",
    clothes.vest: "clay sage",
    clothes.ao_dai: "red mustard",
    clothes.sun_hat: "white clay",
    clothes.newborn_set: "rose sage",
    clothes.socks: "sky",
    clothes.shoes: "cocoa rose",
    care.diapers: "sky",
    care.pants: "clay",
    care.wipes: "sage",
    care.tube: "rose",
    care.cloth_diaper: "sage sky mustard",
    care.changing_mat: "sky rose",
    care.basket: "wood",
    feeding.bottle: "sage rose",
    feeding.teats: "cream",
    feeding.breast_pump: "lilac",
    feeding.milk_bags: "lilac",
    feeding.dish_soap: "sage",
    feeding.bowl: "clay sage sky",
    feeding.spoons: "sage rose",
    feeding.cup: "mustard sky",
    feeding.silicone_bib: "rose sage mustard",
    feeding.cloth_bibs: "cream",
    feeding.high_chair: "sage clay",
    feeding.blender: "clay",
    care.wash: "sky",
    care.lotion: "rose",
    care.laundry: "lilac sky",
    care.bath_tub: "sky rose",
    care.hooded_towel: "cocoa grey",
    care.muslins: "cream",
    care.nail_set: "rose sky",
    sleep.blanket: "sage sky rose",
    sleep.sleeping_bag: "navy clay",
    sleep.swaddle: "mustard sage",
    sleep.pillow: "lilac sky",
    sleep.crib: "wood white",
    sleep.mosquito_net: "sky rose",
    sleep.night_light: "cream rose",
    sleep.mobile: "cream",
    toys.rainbow: "clay",
    toys.calf: "cocoa",
    toys.blocks: "cream",
    toys.bunny: "cream rose grey",
    toys.rattle: "cream",
    toys.teether: "clay mustard",
    toys.ducks: "mustard",
    toys.play_mat: "sky",
    toys.cloth_book: "clay",
    toys.picture_book: "navy",
    outdoors.stroller: "sage navy grey",
    outdoors.car_seat: "grey navy",
    outdoors.carrier: "clay sage",
    outdoors.diaper_bag: "navy cocoa",
    outdoors.helmet: "mustard rose sky",
    outdoors.harness: "sky clay",
    mother.u_pillow: "sage rose",
    mother.nursing_dress: "sage clay",
    mother.nursing_bra: "rose cocoa",
    mother.breast_pads: "rose",
    mother.belly_oil: "mustard",
    mother.journal: "rose sage",
    mother.gift_box: "sage rose",
    mother.wrapping: "cream",
}

#: A second picture that looks closer: at what point, and how close.
NEAR = {
    "bodysuit-cream": (480, 480, 1.9),
    "sleepsuit-sky": (470, 360, 1.9),
    "ao-dai-red": (500, 560, 2.0),
    "silicone-bib-rose": (500, 640, 1.7),
    "high-chair-sage": (520, 430, 1.8),
    "bath-tub-sky": (400, 560, 1.8),
    "blanket-sage": (620, 620, 1.8),
    "crib-wood": (380, 500, 1.9),
    "night-light-cream": (500, 560, 1.7),
    "bunny-cream": (500, 440, 1.9),
    "calf-cocoa": (350, 480, 1.9),
    "picture-book-navy": (500, 600, 1.8),
    "stroller-sage": (430, 420, 1.7),
    "carrier-clay": (500, 480, 1.8),
    "nursing-dress-sage": (470, 380, 1.9),
}


def pictures() -> Iterator[tuple[str, Image.Image]]:
    """Draw them one by one, each under its name."""
    for drawing, colours in DRAWINGS.items():
        for colour in colours.split():
            name = f"{drawing.__name__.replace('_', '-')}-{colour}"
            yield name, drawn(drawing, colour)
            if name in NEAR:
                yield f"{name}-near", drawn(drawing, colour, closer(*NEAR[name]))


def drawn(drawing: Drawing, colour: str, view: Place | None = None) -> Image.Image:
    sheet = Sheet(view)
    drawing(sheet, COLOURS[colour])
    return sheet.finished()


def closer(x: float, y: float, scale: float) -> Place:
    return placed((x, y), to=(500, 500), scale=scale)


def draw_into(folder: Path) -> Iterator[Path]:
    """Write every picture as JPEG: quicker to load than WebP, and small enough."""
    for name, picture in pictures():
        path = folder / f"{name}.jpg"
        picture.save(path, quality=80, optimize=True, progressive=True)
        yield path
