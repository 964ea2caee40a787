"""Finding places by what people type, old names included."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from storefront.places.directory import (
    OldWard,
    Province,
    Ward,
    old_provinces,
    old_wards,
    provinces,
    wards,
)
from storefront.places.names import NICKNAMES, bare, full

#: Nobody types more, and nobody reads more.
LONGEST, MOST = 120, 12
#: How alike two names must be to be taken for a slip.
ALIKE = 0.8


@dataclass(frozen=True, slots=True)
class Match:
    """`was` is the old name it was found by. `exact`: it is called just so."""

    ward: Ward
    was: str = ""
    exact: bool = False


def find_province(text: str) -> Province | None:
    """By name, old name, nickname or English name."""
    name = bare(text[:LONGEST])
    return province_index().get(NICKNAMES.get(name, name))


def find_wards(text: str, *, province: str = "") -> Sequence[Match]:
    """What may be meant, best first: current names, old wards, old districts, slips.

    Text after a comma narrows: `Bến Nghé, quận 1`. Exact matches keep others away.
    """
    parts = [part for part in text[:LONGEST].split(",") if bare(part)]
    if not parts:
        return []
    named = find_province(parts[-1]) if len(parts) > 1 else None
    where = province or (named.code if named else "")
    for look in (current, formerly, districts, containing, slips):
        if found := unique(look(parts, where)):
            return found[:MOST]
    return []


def the_one(matches: Sequence[Match]) -> Ward | None:
    """The ward that is meant beyond doubt."""
    exact = [match.ward for match in matches if match.exact]
    return exact[0] if len(exact) == 1 else None


def current(parts: Sequence[str], where: str) -> Iterator[Match]:
    """Marks decide where names differ by them only."""
    found = within(where, ward_index().get(full(parts[0]), ()))
    found = found or within(where, ward_index().get(bare(parts[0]), ()))
    typed = " ".join(parts[0].casefold().split())
    just_so = [ward for ward in found if ward.name.casefold().endswith(typed)]
    if len(parts) > 1 and old_district(parts[1]):
        return  # whoever names a district means an old ward
    for ward in just_so if len(just_so) == 1 else found:
        yield Match(ward, exact=True)


def formerly(parts: Sequence[str], where: str) -> Iterator[Match]:
    index = old_ward_index()
    found = index.get(full(parts[0])) or index.get(bare(parts[0]), [])
    if len(parts) > 1 and (named := old_district(parts[1])):
        found = [old for old in found if old.district in named]
    for old in found:
        for ward in within(where, old.became):
            yield Match(ward, was=str(old), exact=True)


def districts(parts: Sequence[str], where: str) -> Iterator[Match]:
    """An old district became many wards: none of them is meant beyond doubt."""
    for part in parts:
        for old in old_district_index().get(bare(part), ()):
            for ward in within(where, old.became[:1]):
                yield Match(ward, was=f"{old.district}, {old.province}")


def containing(parts: Sequence[str], where: str) -> Iterator[Match]:
    wanted = bare(parts[0])
    for name, found in ward_index().items():
        if wanted in name:
            yield from map(Match, within(where, found))


def slips(parts: Sequence[str], where: str) -> Iterator[Match]:
    here = {name for name, found in ward_index().items() if within(where, found)}
    for name in get_close_matches(bare(parts[0]), here, n=5, cutoff=ALIKE):
        yield from map(Match, within(where, ward_index()[name]))


def within(where: str, found: Iterable[Ward]) -> list[Ward]:
    return [ward for ward in found if where in {"", ward.province.code}]


def unique(matches: Iterable[Match]) -> list[Match]:
    first: dict[str, Match] = {}
    for match in matches:
        first.setdefault(match.ward.code, match)
    return list(first.values())


def old_district(text: str) -> set[str]:
    return {old.district for old in old_district_index().get(bare(text), ())}


@cache
def province_index() -> Mapping[str, Province]:
    names = {bare(name): province for name, province in old_provinces().items()}
    for province in provinces().values():
        names[bare(province.name)] = names[bare(province.name_en)] = province
    return names


@cache
def ward_index() -> Mapping[str, Sequence[Ward]]:
    index = defaultdict(list)
    for ward in wards().values():
        for name in {full(ward.name), bare(ward.name)}:
            index[name].append(ward)
    return dict(index)


@cache
def old_ward_index() -> Mapping[str, Sequence[OldWard]]:
    index = defaultdict(list)
    for old in old_wards():
        for name in {full(old.name), bare(old.name)} - {""}:
            index[name].append(old)
    return dict(index)


@cache
def old_district_index() -> Mapping[str, Sequence[OldWard]]:
    index = defaultdict(list)
    for old in old_wards():
        index[bare(old.district)].append(old)
    return dict(index)
