"""Uploaded pictures become three files, made once, each named by its own content.

`file` is the picture as the shop keeps it, `page_file` the small one of its pages and
`rendition` the JPEG of the channels: at most 1600 px, on white, and at least 500 px on
both sides, as Meta asks. A picture smaller than that is enlarged until its longer side
has 500 px and gets white margins; staff are told, since it looks blurred.

The same picture is the same file, so files are shared and are not deleted with a row.
"""

import hashlib
import struct
from dataclasses import dataclass
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError
from PIL.Image import DecompressionBombError, Resampling

from storefront.catalog.models import PAGE_SIDE

#: The kinds accepted, by what the file holds and not by what it is called. Many phones
#: write MPO: a JPEG with a second picture behind it.
KINDS = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp"}
LARGEST_FILE = 15 * 1024 * 1024
#: Checked before anything is unpacked, so that a worker stays below 200 MB.
MOST_PIXELS = 50_000_000
LARGEST_UNPACKED = 96 * 1024**2
#: A JPEG is unpacked into no more than that.
DRAFT_PIXELS = 12_000_000
#: First roughly, then well: much less memory, and no visible difference.
REDUCING = 3.0
SMALLEST_SIDE = 50
KEPT_SIDE, CHANNEL_SIDE, CHANNEL_LEAST = 2400, 1600, 500
WHITE = (255, 255, 255)

Image.init()  # else it knows no WebP

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


@dataclass(frozen=True, slots=True)
class Stored:
    """Where the files of one picture are, and how large they are."""

    file: str
    page_file: str
    rendition: str
    size: tuple[int, int]
    rendition_size: tuple[int, int]

    @property
    def enlarged(self) -> bool:
        return min(self.size) < CHANNEL_LEAST


class StoredUpload(UploadedFile[bytes]):
    """An upload whose files were made, or refused, before a transaction began."""

    def __init__(self, upload: UploadedFile[bytes]) -> None:
        super().__init__(name=upload.name, size=upload.size)
        self.outcome: Stored | ValidationError
        try:
            self.outcome = store(upload)
        except ValidationError as refusal:
            self.outcome = refusal

    def result(self) -> Stored:
        if isinstance(self.outcome, ValidationError):
            raise self.outcome
        return self.outcome


def store(upload: UploadedFile[bytes]) -> Stored:
    """Check an upload and write its files, or raise ValidationError and write none.

    Slow, and nothing to do inside a transaction: files that no row comes to name harm
    nobody, since a second try writes the same ones.
    """
    picture, kind = read(upload)
    rendition = for_channels(picture)
    made = (
        encode(picture, "pictures", kind),
        encode(for_pages(picture), "pages", "WEBP"),
        encode(rendition, "channel", "JPEG"),
    )
    kept, page, channel = [write(name, content) for name, content in made]
    return Stored(kept, page, channel, picture.size, rendition.size)


def read(upload: UploadedFile[bytes]) -> tuple[Image.Image, str]:
    """Return the picture upright and without metadata, at most as large as kept."""
    if (upload.size or 0) > LARGEST_FILE:
        raise refused(
            _("This picture has %(size)s MB; at most %(most)s MB can be uploaded."),
            size=round((upload.size or 0) / 1024**2),
            most=LARGEST_FILE // 1024**2,
        )
    picture = open_picture(upload)
    kind = picture.format or ""
    check_size(picture)
    try:
        picture.draft("RGB", drafted(picture.size))
        picture.load()
        picture = resizable(picture)
        picture.thumbnail((KEPT_SIDE, KEPT_SIDE), Resampling.LANCZOS, REDUCING)
        ImageOps.exif_transpose(picture, in_place=True)
        picture = plain(picture)
    except (*BROKEN, DecompressionBombError, MemoryError) as error:
        raise refused(_("This picture is broken or not complete.")) from error
    return picture, "JPEG" if kind == "MPO" else kind


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


def open_picture(upload: UploadedFile[bytes]) -> Image.Image:
    """Read the head of the file only; which kind it is follows from its content."""
    upload.seek(0)
    try:
        return Image.open(upload, formats=("JPEG", "PNG", "WEBP"))
    except UnidentifiedImageError as error:
        raise refused(
            _("This is not a picture the shop can read. Use JPEG, PNG or WebP.")
        ) from error
    except DecompressionBombError as error:
        raise too_many_pixels() from error
    except BROKEN as error:
        raise refused(_("This picture is broken or not complete.")) from error


def check_size(picture: Image.Image) -> None:
    width, height = picture.size
    most = min(MOST_PIXELS, LARGEST_UNPACKED // bytes_per_pixel(picture))
    if width * height > most:
        raise too_many_pixels(most)
    if min(width, height) < SMALLEST_SIDE:
        raise refused(
            _("This picture has only %(width)s × %(height)s pixels."),
            width=width,
            height=height,
        )


def bytes_per_pixel(picture: Image.Image) -> int:
    """How much memory a picture needs on its way, as measured.

    JPEGs get smaller while they are unpacked, unless they are progressive.
    """
    if picture.format == "WEBP":
        return 22
    if picture.format == "PNG":
        return {"RGB": 7, "L": 5}.get(picture.mode, 18)
    return 8 if picture.info.get("progressive") else 2


def too_many_pixels(most: int = MOST_PIXELS) -> ValidationError:
    return refused(
        _("This picture has too many pixels; at most %(most)s million can be read."),
        most=most // 1_000_000,
    )


def refused(message: str, **params: int) -> ValidationError:
    return ValidationError(message, code="picture", params=params)


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


def encode(picture: Image.Image, folder: str, kind: str) -> tuple[str, bytes]:
    written = BytesIO()
    picture.save(written, kind, **WRITTEN_AS[kind])
    content = written.getvalue()
    digest = hashlib.sha256(content).hexdigest()[:32]
    return f"{folder}/{digest}.{KINDS[kind]}", content


def write(name: str, content: bytes) -> str:
    """Keep a file under its own name, whoever else writes it now or died doing so."""
    if default_storage.exists(name):
        if default_storage.size(name) == len(content):
            return name
        default_storage.delete(name)
    written = default_storage.save(name, ContentFile(content))
    if written != name:  # another was faster with the same content
        default_storage.delete(written)
    return name
