"""Pictures as the platform takes them: fitted, and wrapped into a form."""

import io
import secrets

from PIL import Image, UnidentifiedImageError

from storefront.contract.data import Problem, Text
from storefront.contract.errors import PlatformRefused

#: What is longer than that is cut to a square over there ("Upload Product Image").
NARROWEST, WIDEST = 3 / 4, 4 / 3
LEAST, MOST = 300, 4000
QUALITY = 90

UNREADABLE = Problem(
    "picture_unreadable",
    Text(vi="Không đọc được một ảnh.", en="A picture cannot be read."),
    Text(vi="Tải ảnh đó lên lại.", en="Upload that picture again."),
    field="pictures",
)


def fitted(content: bytes) -> bytes:
    """On white margins where something of it would be cut off; else as it is.

    Raises PlatformRefused where it is no picture.
    """
    try:
        with Image.open(io.BytesIO(content)) as picture:
            size = room_for(*picture.size)
            return content if size == picture.size else on_white(picture, size)
    except (UnidentifiedImageError, OSError):
        raise PlatformRefused([UNREADABLE]) from None


def room_for(width: int, height: int) -> tuple[int, int]:
    ratio = width / height
    if ratio > WIDEST:
        return width, round(width / WIDEST)
    if ratio < NARROWEST:
        return round(height * NARROWEST), height
    return width, height


def on_white(picture: Image.Image, size: tuple[int, int]) -> bytes:
    sheet = Image.new("RGB", size, "white")
    left, top = (size[0] - picture.width) // 2, (size[1] - picture.height) // 2
    sheet.paste(picture.convert("RGB"), (left, top))
    held = io.BytesIO()
    sheet.save(held, "JPEG", quality=QUALITY)
    return held.getvalue()


def form(content: bytes) -> tuple[str, bytes]:
    """Its media type, and the form itself."""
    boundary = secrets.token_hex(16)
    head = (
        f"--{boundary}\r\n"
        'Content-Disposition: form-data; name="use_case"\r\n\r\nMAIN_IMAGE\r\n'
        f"--{boundary}\r\n"
        'Content-Disposition: form-data; name="data"; filename="picture.jpg"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    )
    whole = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    return f"multipart/form-data; boundary={boundary}", whole
