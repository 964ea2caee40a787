"""The provinces and wards of Vietnam, and what they were called before July 2025."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from storefront.places.names import bare

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Province:
    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Ward:
    code: str
    name: str
    province: Province

    def __str__(self) -> str:
        return f"{self.name}, {self.province.name}"


@dataclass(frozen=True, slots=True)
class OldWard:
    """A ward that is no more, and the wards it became, the likeliest first.

    Island districts had no wards: there `name` is empty.
    """

    name: str
    district: str
    province: str
    became: tuple[Ward, ...]

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.name, self.district, self.province)))


@cache
def provinces() -> dict[str, Province]:
    """By code, in the official order."""
    rows = (row for row in read("units.tsv") if row[0])
    return {code: Province(code, name, name_en) for code, name, name_en in rows}


@cache
def wards() -> dict[str, Ward]:
    """By code, province after province."""
    found: dict[str, Ward] = {}
    province = ""
    for first, *rest in read("units.tsv"):
        if first:
            province = first
            continue
        code, name = rest
        found[code] = Ward(code, name, provinces()[province])
    return found


@lru_cache(maxsize=64)
def wards_of(province: str) -> list[Ward]:
    return [ward for ward in wards().values() if ward.province.code == province]


@cache
def old_wards() -> list[OldWard]:
    found = []
    province = district = ""
    for first, *rest in read("old_units.tsv"):
        if first:
            province = rest[0]
        elif rest[0]:
            district = rest[0]
        else:
            became = tuple(wards()[code] for code in rest[2].split())
            found.append(OldWard(rest[1], district, province, became))
    return found


@cache
def old_provinces() -> dict[str, Province]:
    """Names that are no more, and the province each is part of now."""
    rows = (row for row in read("old_units.tsv") if row[0])
    now = {name: provinces()[code] for code, name in rows}
    return {name: one for name, one in now.items() if bare(name) != bare(one.name)}


def read(name: str) -> Iterator[list[str]]:
    with (DATA / name).open(encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n").split("\t")
