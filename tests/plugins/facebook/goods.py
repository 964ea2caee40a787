"""Listings and receipts with defaults; a test states only what matters to it."""

from dataclasses import replace
from datetime import UTC, datetime

from storefront.contract.data import (
    Listing,
    Money,
    Offer,
    Option,
    Outcome,
    Part,
    Picture,
    Receipt,
    Sent,
    State,
)

EVERYTHING = frozenset({Part.PRICE, Part.STOCK})


def vnd(amount: int) -> Money:
    return Money(amount, "VND")


def picture(name: str = "mug", side: int = 800) -> Picture:
    return Picture(f"https://shop.example.com/{name}.jpg", side, side)


def offer(sku: str = "mug", **fields: object) -> Offer:
    basis = Offer(
        key=f"o-{sku}", sku=sku, price=vnd(120_000), stock=5, changed=EVERYTHING
    )
    return replace(basis, **fields)


def listing(*offers: Offer, key: str = "l1", **fields: object) -> Listing:
    basis = Listing(
        key=key,
        title="Cốc sứ",
        description="Cốc sứ men lam.",
        url="https://shop.example.com/vi/p/coc-su",
        offers=offers or (offer(),),
        brand="Bát Tràng",
        pictures=(picture(),),
    )
    return replace(basis, **fields)


def option(axis: str, value: str, label: str = "") -> Option:
    return Option(axis, label or axis.title(), value)


def states(outcomes: list[Outcome]) -> dict[tuple[str, str], State]:
    return {(outcome.key, outcome.part.value): outcome.state for outcome in outcomes}


def receipts_of(outcomes: list[Outcome], listings: list[Listing]) -> list[Receipt]:
    """As the hub keeps them: the pending parts of each call, in no order."""
    homes = {o.key: (each.key, o.sku) for each in listings for o in each.offers}
    waiting: dict[str, dict[str, set[Part]]] = {}
    for outcome in outcomes:
        if outcome.state is State.PENDING:
            parts = waiting.setdefault(outcome.receipt, {})
            parts.setdefault(outcome.key, set()).add(outcome.part)
    return [
        Receipt(
            token, tuple(sent(key, homes, p) for key, p in sorted(parts.items())), NOW
        )
        for token, parts in waiting.items()
    ]


NOW = datetime(2026, 11, 22, tzinfo=UTC)


def sent(key: str, homes: dict[str, tuple[str, str]], parts: set[Part]) -> Sent:
    home, sku = homes.get(key, (key, ""))
    return Sent(key, frozenset(parts), listing=home, sku=sku)
