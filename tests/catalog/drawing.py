"""Pictures for tests, drawn on the spot."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def picture_bytes(
    *,
    kind: str = "JPEG",
    size: tuple[int, int] = (900, 600),
    mode: str = "RGB",
    color: object = "tomato",
    **written: object,
) -> bytes:
    """A stripe on a ground: enough to be squeezed, turned and told apart."""
    picture = Image.new(mode, size, color)
    if mode == "RGB":
        picture.paste("white", (size[0] // 4, 0, size[0] // 3, size[1] // 2))
    content = BytesIO()
    picture.save(content, kind, **written)
    return content.getvalue()


def upload(*, name: str = "cup.jpg", **drawn: object) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture_bytes(**drawn))
