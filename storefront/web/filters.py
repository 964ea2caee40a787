"""The filters beside a list: each value a link, with how many products it leads to."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from storefront.catalog.models import Axis
from storefront.catalog.money import format_money
from storefront.shelves import facets
from storefront.shelves.models import FacetLabel
from storefront.web.asked import Asked


@dataclass(frozen=True)
class Value:
    """`count` is nothing where counting would take too long."""

    label: str
    count: int | None
    chosen: bool
    address: str


@dataclass(frozen=True)
class Filter:
    name: str
    label: str | Promise
    values: list[Value]

    @property
    def chosen(self) -> bool:
        return any(value.chosen for value in self.values)


def filters(asked: Asked, counts: Counter[str], *, exact: bool) -> list[Filter]:
    """All facets with something to choose. What is chosen stays, even at zero."""
    tokens = {*counts, *(token for some in asked.chosen.values() for token in some)}
    labels = labels_of(tokens)
    return [
        found
        for name in facets.NAMES
        if (found := a_filter(name, asked, counts, labels, exact=exact)).values
    ]


def a_filter(
    name: str,
    asked: Asked,
    counts: Counter[str],
    labels: Mapping[str, str],
    *,
    exact: bool,
) -> Filter:
    mine = [token for token in labels if token.startswith(f"{name}:")]
    return Filter(
        name=name,
        label=heading(name),
        values=[
            Value(
                label=labels[token],
                count=counts[token] if exact else None,
                chosen=(value := token.partition(":")[2]) in asked.some(name),
                address=asked.toggled(name, value).address,
            )
            for token in sorted(mine, key=lambda token: natural(token, labels))
        ],
    )


def heading(name: str) -> str | Promise:
    if name in Axis.values:
        return Axis(name).label
    return {
        facets.BRAND: _("Brand"),
        facets.PRICE: _("Price"),
        facets.STOCK: _("Availability"),
    }[name]


def natural(token: str, labels: Mapping[str, str]) -> tuple[tuple[int, str], ...]:
    """Numbers by size, so that 59 stands before 110; prices by their amount."""
    text = token if token.startswith(f"{facets.PRICE}:") else labels[token]
    return tuple(
        (int(piece), "") if piece.isascii() and piece.isdigit() else (-1, piece)
        for piece in re.split(r"([0-9]{1,18})", text.casefold())
        if piece
    )


def labels_of(tokens: Iterable[str]) -> dict[str, str]:
    """How each value is written in this language; what has no name is left out."""
    wanted = list(tokens)
    english = get_language() == "en"
    named: dict[str, str] = {}
    for label in FacetLabel.objects.filter(token__in=wanted).order_by("pk"):
        named[label.token] = label.en if english else label.vi
    return named | dict(made_up(wanted))


def made_up(tokens: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The labels nobody has to write."""
    for token in tokens:
        name, _colon, value = token.partition(":")
        if token == facets.HAD_NOW:
            yield token, _("In stock")
        elif name == facets.PRICE and value.isdigit() and int(value) > 0:
            yield token, price_range(int(value))


def price_range(step: int) -> str:
    language = get_language() or settings.LANGUAGE_CODE
    low, high = (
        format_money(amount, settings.SHOP_CURRENCY, language)
        for amount in (step, facets.step_above(step))
    )
    return f"{low} – {high}"
