"""Names that files give to options, and the kinds of option the shop has."""

from collections.abc import Mapping
from functools import lru_cache

from storefront.catalog.models import Axis
from storefront.catalog.search import normalise

#: As `normalise` writes them: small, without marks.
NAMES = {
    Axis.COLOR: "color|colour|mau|mau sac",
    Axis.SIZE: "size|kich thuoc|kich co|co|sizes|shoe size",
    Axis.AGE: "age|tuoi|do tuoi|age group",
    Axis.MATERIAL: "material|chat lieu|vat lieu",
    Axis.PATTERN: "pattern|hoa tiet|hoa van|mau ma|design",
    Axis.FLAVOR: "flavor|flavour|vi|huong vi|taste",
    Axis.SCENT: "scent|mui|mui huong|huong|fragrance",
    Axis.VOLUME: "volume|bottle size|dung tich|the tich|capacity",
    Axis.WEIGHT: "weight|trong luong|khoi luong",
    Axis.PACK: "pack|goi|quy cach|quy cach dong goi|pack size|so luong trong goi",
    Axis.STYLE: "style|kieu|kieu dang|phong cach|model|phien ban",
}
KNOWN = {name: axis for axis, names in NAMES.items() for name in names.split("|")} | {
    axis: axis for axis in Axis.values
}


def axis_of(name: str, chosen: Mapping[str, str]) -> str:
    """The kind of option a name means: chosen by staff, known, or "" for unknown."""
    plain = plainly(name)
    picked = (axis for key, axis in chosen.items() if plainly(key) == plain)
    return next(picked, KNOWN.get(plain, ""))


@lru_cache(maxsize=256)
def plainly(name: str) -> str:
    """Every product of a file says the same few names."""
    return normalise(name)
