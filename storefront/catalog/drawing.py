"""Make the sizes of pictures that pages offer to browsers: slow, and so for jobs."""

from io import BytesIO

from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image
from PIL.Image import Resampling

from storefront.catalog.developing import BROKEN, on_white
from storefront.catalog.models import Picture
from storefront.catalog.pictures import write
from storefront.catalog.signals import pictures_drawn
from storefront.catalog.sizes import DRAWING, PLAIN, names_of, widths_of
from storefront.jobs.services import renew_lease

WRITTEN_AS: dict[str, tuple[str, dict[str, int | bool]]] = {
    "avif": ("AVIF", {"quality": 58, "speed": 7}),
    "webp": ("WEBP", {"quality": 78, "method": 4}),
    "jpg": ("JPEG", {"quality": 80, "optimize": True, "progressive": True}),
}


def draw_picture(*, picture_id: int) -> None:
    """Make the files that are missing, and then tell the rows of all who share them.

    Until then pages show `page_file`. A file that cannot be read is not tried again.
    """
    picture = Picture.objects.to_be_drawn().filter(pk=picture_id).first()
    if picture is None:
        return
    try:
        widths = draw_sizes(str(picture.file.name))
    except BROKEN:
        widths = []
    note_drawn(str(picture.file.name), widths)


def draw_sizes(file: str) -> list[int]:
    with default_storage.open(file) as content, Image.open(content) as kept:
        widths = widths_of(kept.width)
        for name, width, kind in names_of(file, widths):
            if not default_storage.exists(name):
                write(name, drawn(kept, width, kind))
                renew_lease()
    return widths


def drawn(kept: Image.Image, width: int, kind: str) -> bytes:
    height = max(round(kept.height * width / kept.width), 1)
    small = kept.resize((width, height), Resampling.LANCZOS, reducing_gap=3.0)
    form, options = WRITTEN_AS[kind]
    content = BytesIO()
    (on_white(small) if kind == PLAIN else small).save(content, form, **options)
    return content.getvalue()


@transaction.atomic
def note_drawn(file: str, widths: list[int]) -> None:
    rows = Picture.objects.filter(file=file)
    products = sorted(set(rows.values_list("product_id", flat=True)))
    rows.update(widths=widths, drawn_as=DRAWING)
    pictures_drawn.send(sender=Picture, product_ids=products)
