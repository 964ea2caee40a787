"""Is the picture at an address the same as one of ours? Told without asking anybody."""

from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from storefront.catalog.models import Picture, Variant


def looks_like(address: str, variant: Variant) -> bool:
    """Our files are named by their content, so the same name is the same picture."""
    name = file_name(address)
    pictures = variant.product.pictures.all()
    return bool(name) and any(name in names_of(picture) for picture in pictures)


def file_name(address: str) -> str:
    return PurePosixPath(unquote(urlsplit(address).path)).stem


def names_of(picture: Picture) -> set[str]:
    files = (picture.file, picture.page_file, picture.rendition)
    return {PurePosixPath(file.name).stem for file in files if file.name}
