"""A picture that somebody sent becomes three files, in a process of its own.

Run by pictures.py with as little around it as can be: no settings, no database, no
secrets, and a limit on its memory and time. What is wrong with a picture is a word and
numbers, for pictures.py to say in the reader's language.
"""

import json
import resource
import struct
import sys
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError, _webp
from PIL.Image import DecompressionBombError, Resampling

from storefront.catalog.sizes import PAGE_SIDE

#: The kinds accepted, by what the file holds and not by what it is called. Many phones
#: write MPO: a JPEG with a second picture behind it.
KINDS = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp"}
#: Of the process, in bytes and seconds: a net below the checks. A WebP decoder asks for
#: more than it touches; what is in use at once stays below 200 MB.
MOST_MEMORY, MOST_TIME = 230 * 1024**2, 20
#: Checked before anything is unpacked.
MOST_PIXELS = 50_000_000
LARGEST_UNPACKED = 148 * 1024**2
#: A JPEG is unpacked into no more than that.
DRAFT_PIXELS = 12_000_000
#: First roughly, then well: much less memory, and no visible difference.
REDUCING = 2.0
SMALLEST_SIDE = 50
KEPT_SIDE, CHANNEL_SIDE, CHANNEL_LEAST = 2400, 1600, 500
#: Of a WebP that one can see through, which takes 40 bytes a pixel to write.
CLEAR_SIDE = 1800
WHITE = (255, 255, 255)

WRITTEN_AS: dict[str, dict[str, int | bool]] = {
    "JPEG": {"quality": 88, "optimize": True, "progressive": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 82, "method": 4},
}

#: What Pillow raises on broken files, depending on where they are broken.
BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    TypeError,
    KeyError,
    IndexError,
    OverflowError,
    struct.error,
)


class Refused(Exception):
    def __init__(self, code: str, **params: int) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True, slots=True)
class Made:
    """One file: what kind it is, and how large."""

    kind: str
    size: tuple[int, int]
    content: bytes


def main() -> None:
    """A picture on stdin; on stdout a line of JSON, and the files behind it."""
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_TIME, MOST_TIME))
    Image.init()  # else it knows no WebP
    try:
        made = develop(sys.stdin.buffer.read())
    except Refused as refusal:
        say({"refused": refusal.code, "params": refusal.params})
    except MemoryError:
        say({"refused": "too_much", "params": {}})
    else:
        files = [(KINDS[one.kind], one.size, len(one.content)) for one in made]
        say({"files": files})
        for one in made:
            sys.stdout.buffer.write(one.content)


def say(answer: dict[str, object]) -> None:
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")


def develop(content: bytes) -> list[Made]:
    """The picture as it is kept, the small one for pages, the one for channels."""
    picture, kind = read(content)
    return [
        encode(picture, kind),
        encode(for_pages(picture), "WEBP"),
        encode(for_channels(picture), "JPEG"),
    ]


def read(content: bytes) -> tuple[Image.Image, str]:
    """Return the picture upright and without metadata, at most as large as kept."""
    picture = open_picture(BytesIO(content))
    kind = picture.format or ""
    check_size(picture)
    try:
        if kind == "WEBP":
            notes = dict(picture.info)
            del picture  # and with it a decoder
            picture = unpacked(content)
            picture.info = notes
        else:
            picture.draft("RGB", drafted(picture.size))
            picture.load()
        picture = resizable(picture)
        side = CLEAR_SIDE if (kind, picture.mode) == ("WEBP", "RGBA") else KEPT_SIDE
        picture.thumbnail((side, side), Resampling.LANCZOS, REDUCING)
        ImageOps.exif_transpose(picture, in_place=True)
        picture = plain(picture)
    except (*BROKEN, DecompressionBombError) as error:
        raise Refused("broken") from error
    return picture, "JPEG" if kind == "MPO" else kind


def unpacked(content: bytes) -> Image.Image:
    """The first frame of a WebP. Pillow's own way keeps the decoder's two canvases
    while it copies the third: 20 bytes a pixel, where this needs 12.
    """
    decoder = _webp.WebPAnimDecoder(content)
    size, *_rest, mode = decoder.get_info()
    pixels, _time = decoder.get_next()
    del decoder
    picture = Image.frombuffer("RGBA", size, pixels, "raw", "RGBA", 0, 1)
    return picture.convert("RGB") if mode == "RGBX" else picture


def drafted(size: tuple[int, int]) -> tuple[int, int]:
    """How large a JPEG is unpacked: by 1, 2, 4 or 8 smaller, while it is cheap."""
    width, height = size
    scale = max(max(size) // KEPT_SIDE, 1)
    if width * height / scale**2 > DRAFT_PIXELS:
        scale *= 2
    return max(width // scale, 1), max(height // scale, 1)


def resizable(picture: Image.Image) -> Image.Image:
    """In a mode that can be made smaller well, before it costs any more memory."""
    if picture.mode.startswith("I"):  # 16 bits of grey
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.mode in {"1", "P", "PA"}:
        mode = "RGBA" if picture.has_transparency_data else "RGB"
        return picture.convert(mode)
    return picture


def open_picture(file: BinaryIO) -> Image.Image:
    """Read the head of the file only; which kind it is follows from its content."""
    try:
        return Image.open(file, formats=("JPEG", "PNG", "WEBP"))
    except UnidentifiedImageError as error:
        raise Refused("unreadable") from error
    except DecompressionBombError as error:
        raise too_many_pixels() from error
    except BROKEN as error:
        raise Refused("broken") from error


def check_size(picture: Image.Image) -> None:
    width, height = picture.size
    most = min(MOST_PIXELS, LARGEST_UNPACKED // bytes_per_pixel(picture))
    if width * height > most:
        raise too_many_pixels(most)
    if min(width, height) < SMALLEST_SIDE:
        raise Refused("too_small", width=width, height=height)


def bytes_per_pixel(picture: Image.Image) -> int:
    """How much memory a picture needs on its way, as measured.

    JPEGs get smaller while they are unpacked, unless they are progressive.
    """
    if picture.format == "WEBP":
        return 12
    if picture.format == "PNG":
        return {"RGB": 6, "L": 4}.get(picture.mode, 12)
    return 9 if picture.info.get("progressive") else 2


def too_many_pixels(most: int = MOST_PIXELS) -> Refused:
    return Refused("too_many_pixels", most=most // 1_000_000)


def plain(picture: Image.Image) -> Image.Image:
    """Colours as screens show them, one of two modes, nothing of the camera's notes."""
    picture = in_srgb(picture)
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    bare = Image.new(mode, picture.size)
    bare.paste(picture if picture.mode == mode else picture.convert(mode))
    return bare


def in_srgb(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in {"RGB", "RGBA", "CMYK"}:
        return picture
    mode = "RGB" if picture.mode == "CMYK" else picture.mode
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        changed = ImageCms.profileToProfile(picture, source, target, outputMode=mode)
    except (ImageCms.PyCMSError, OSError):  # a wrong profile: the plain colours do
        return picture
    return changed or picture


def for_pages(picture: Image.Image) -> Image.Image:
    small = picture.copy()
    small.thumbnail((PAGE_SIDE, PAGE_SIDE), Resampling.LANCZOS)
    return small


def for_channels(picture: Image.Image) -> Image.Image:
    picture = on_white(picture)
    picture.thumbnail((CHANNEL_SIDE, CHANNEL_SIDE), Resampling.LANCZOS)
    if max(picture.size) < CHANNEL_LEAST:
        size = (CHANNEL_LEAST, CHANNEL_LEAST)
        picture = ImageOps.contain(picture, size, Resampling.LANCZOS)
    width, height = (max(side, CHANNEL_LEAST) for side in picture.size)
    return ImageOps.pad(picture, (width, height), color=WHITE)


def on_white(picture: Image.Image) -> Image.Image:
    ground = Image.new("RGB", picture.size, WHITE)
    ground.paste(picture, mask=picture if picture.mode == "RGBA" else None)
    return ground


def encode(picture: Image.Image, kind: str) -> Made:
    written = BytesIO()
    picture.save(written, kind, **WRITTEN_AS[kind])
    return Made(kind, picture.size, written.getvalue())


if __name__ == "__main__":
    main()
