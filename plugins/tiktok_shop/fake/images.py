"""Pictures: uploaded first, named by their URI from then on."""

import hashlib
import io
from typing import Any

from PIL import Image, UnidentifiedImageError

from plugins.tiktok_shop.fake import multipart
from plugins.tiktok_shop.fake.calls import Call
from plugins.tiktok_shop.fake.errors import ShopError, invalid
from plugins.tiktok_shop.fake.gate import Gated, yes
from storefront.contract.sandbox import Reply, Request, route

JSON = dict[str, Any]

SCHEMA = """
create table if not exists image (
    uri text primary key,
    url text not null,
    width integer not null,
    height integer not null,
    use_case text not null,
    type text not null,
    content blob not null
);
"""

MOST_BYTES = 10 * 1024 * 1024
FORMATS = {"JPEG", "PNG", "WEBP", "BMP"}  # HEIC too, which nobody here can read
#: The sides that a use allows; any other allows the first.
SIDES = {"": (100, 20_000), "MAIN_IMAGE": (300, 4000)}
SIZE_CHART_SIDE = 1024
GALLERY, SHAPES = {"MAIN_IMAGE", "ATTRIBUTE_IMAGE"}, (3 / 4, 4 / 3)
USES = {
    "MAIN_IMAGE",
    "ATTRIBUTE_IMAGE",
    "DESCRIPTION_IMAGE",
    "CERTIFICATION_IMAGE",
    "SIZE_CHART_IMAGE",
    "CUSTOMIZATION_IMAGE",
}


class Images(Gated):
    schema = Gated.schema + SCHEMA

    @route("POST", "/product/202309/images/upload")
    def upload(self, call: Call) -> Reply:
        parts = multipart.parts_of(call)
        use = (
            parts["use_case"].content.decode() if "use_case" in parts else "MAIN_IMAGE"
        )
        if use not in USES:
            raise invalid("use_case", "it is not known", ", ".join(sorted(USES)))
        content = parts["data"].content if "data" in parts else b""
        width, height, kind = measured(content, use)
        uri = "tos-sandbox/" + hashlib.sha256(content).hexdigest()[:21]
        url = f"http://{call.headers.get('Host', '')}/{uri}"
        with self.writing() as rows:
            rows.execute(
                "insert or replace into image values (?, ?, ?, ?, ?, ?, ?)",
                (uri, url, width, height, use, kind, content),
            )
        told = {"uri": uri, "url": url, "width": width, "height": height}
        return yes({**told, "use_case": use})

    @route("GET", "/tos-sandbox/{name}")
    def picture(self, request: Request, name: str) -> Reply:
        with self.reading() as rows:
            row = rows.execute(
                "select type, content from image where uri = ?",
                (f"tos-sandbox/{name}",),
            ).fetchone()
        if row is None:
            raise ShopError(36009009)
        return Reply(body=row["content"], content_type=f"image/{row['type'].lower()}")


def measured(content: bytes, use: str) -> tuple[int, int, str]:
    if not content:
        raise ShopError(12038002)
    if len(content) > MOST_BYTES:
        raise ShopError(12038005)
    try:
        with Image.open(io.BytesIO(content)) as picture:
            width, height, kind = *picture.size, str(picture.format)
    except (UnidentifiedImageError, OSError):
        raise ShopError(12038002) from None
    if kind not in FORMATS:
        raise ShopError(12038002)
    least, most = SIDES.get(use, SIDES[""])
    fits = least <= min(width, height) and max(width, height) <= most
    if not fits or (use == "SIZE_CHART_IMAGE" and min(width, height) < SIZE_CHART_SIDE):
        raise ShopError(12038014)
    return *squared(width, height, use), kind


def squared(width: int, height: int, use: str) -> tuple[int, int]:
    """What is too long for a gallery is cut to a square; the answer tells its sides."""
    ratio = width / height
    if use not in GALLERY or SHAPES[0] <= ratio <= SHAPES[1]:
        return width, height
    return min(width, height), min(width, height)
