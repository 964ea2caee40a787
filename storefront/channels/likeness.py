"""Is the picture at an address the same as one of ours? Told without asking anybody."""

from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from storefront.catalog.models import Picture, Variant

#: So many letters has the name that a file of ours has from its content.
DIGEST = 32


def looks_like(address: str, variant: Variant) -> bool:
    """It is where ours came from, or it is named as ours are: by its content."""
    product = variant.product
    if address in {source.url for source in product.picture_sources.all()}:
        return True
    name = file_name(address)
    return any(name in names_of(picture) for picture in product.pictures.all())


def file_name(address: str) -> str:
    """Of the right length only: `1.jpg` is a name that any picture may have."""
    stem = PurePosixPath(unquote(urlsplit(address).path)).stem
    return stem if len(stem) == DIGEST else ""


def names_of(picture: Picture) -> set[str]:
    files = (picture.file, picture.page_file, picture.rendition)
    return {PurePosixPath(file.name).stem for file in files if file.name}
