"""What a file says of pictures: addresses, in cells that every program parts in its own
way, and beside them what the pictures show.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from storefront.catalog.fetching import Caption, address_of
from storefront.catalog.models import Picture, Product
from storefront.catalog.picture_models import MOST_ALT
from storefront.catalog.text import clean
from storefront.exchange.rows import PictureCells, ProductRow
from storefront.exchange.staging import Finding

#: A comma may be part of an address; one before the next address is not.
BETWEEN = re.compile(r"\s*[,;|]\s*(?=https?://)|\s+")
ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
#: Stands where a picture has no description, since empty lines get lost.
NONE = "-"

Captions = dict[str, Caption]


def wanted_pictures(row: ProductRow, findings: list[Finding]) -> Captions:
    """The addresses in their order, each once, and what is said of each.

    The variants' own come behind the others: most are among those already.
    """
    found: Captions = {}
    for said in row.pictures:
        texts = [descriptions(said, language, findings) for language in ("vi", "en")]
        for place, address in enumerate(addresses(said, "pictures", findings)):
            vietnamese, english = (alts.get(place) for alts in texts)
            add(found, address, Caption(vietnamese, english))
    for said in row.pictures:
        for place, address in enumerate(addresses(said, "variant_picture", findings)):
            add(found, address, Caption(sku="" if place else said.sku))
    return found


def add(found: Captions, address: str, said: Caption) -> None:
    found[address] = found.get(address, Caption()).with_what_is_missing(said)


def addresses(said: PictureCells, name: str, findings: list[Finding]) -> Iterator[str]:
    cell = said.cells.get(name)
    for part in BETWEEN.split(cell.text) if cell else ():
        word = part.strip(",;|")
        if ADDRESS.fullmatch(word):
            yield word
        elif word and cell:
            reason = _("“%(word)s” is no address of a picture.")
            findings.append(Finding(cell, reason % {"word": word[:100]}, refused=False))


def descriptions(
    said: PictureCells, language: str, findings: list[Finding]
) -> dict[int, str]:
    """By the picture's place in the cell of addresses."""
    cell = said.cells.get(f"picture_alts_{language}")
    if cell is None:
        return {}
    if not clean(cell.text):
        findings.append(Finding(cell, _("It holds broken characters."), refused=False))
        return {}
    lines = [" ".join(line.split()) for line in cell.text.splitlines()]
    if max(map(len, lines), default=0) > MOST_ALT:
        findings.append(Finding(cell, too_long(), refused=False))
    return {
        place: "" if line == NONE else line[:MOST_ALT]
        for place, line in enumerate(lines)
    }


def too_long() -> str:
    reason = _("A description has more than %(most)s characters: it is cut off there.")
    return reason % {"most": MOST_ALT}


def alts_cell(pictures: Iterable[Picture], language: str) -> str:
    """The other way round; empty where no picture has a description."""
    texts = [getattr(one, f"alt_{language}") or "" for one in pictures]
    return "\n".join(" ".join(text.split()) or NONE for text in texts if any(texts))


class KnownPictures:
    """The pictures that some products have already, by the addresses they came from
    and by those at which the shop shows them.
    """

    def __init__(self, products: Sequence[Product]) -> None:
        self.by_address: dict[int, dict[str, Picture]] = defaultdict(dict)
        rows = Picture.objects.filter(product__in=products).select_related("variant")
        for picture in rows.prefetch_related("sources"):
            known = self.by_address[picture.product_id]
            known[address_of(picture)] = picture
            for source in picture.sources.all():
                known[source.url] = picture

    def of(self, product: Product) -> dict[str, Picture]:
        return self.by_address[product.pk]
