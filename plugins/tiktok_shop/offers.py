"""The fast lane: prices and stock, which no audit keeps waiting."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta

from django.utils import timezone

from plugins.tiktok_shop import limits, mapping, refusals, words
from plugins.tiktok_shop.client import JSON
from plugins.tiktok_shop.product_client import ProductClient
from storefront.contract.data import Listing, Offer, Outcome, Part, Problem, Sent, State
from storefront.contract.errors import PlatformRefused

#: How soon to try again what the product's standing forbids; the end of an audit is
#: heard of earlier.
STANDING = timedelta(minutes=15)

#: What went wrong with some SKUs, by their ids, inside an answer that says yes.
Errors = Mapping[str, tuple[Problem, ...]]
Send = Callable[[Sequence[Offer], Sequence[Sent]], Errors]


def update(client: ProductClient, listings: Sequence[Listing]) -> Iterator[Outcome]:
    """Stock first: what is sold out must not be sold on."""
    restocked = [one.external_id for one in listings if changed(one, Part.STOCK)]
    held = client.warehouses_of(restocked) if restocked else {}
    for listing in listings:
        yield from send(listing, Part.STOCK, stock_by(client, listing, held))
    for listing in listings:
        yield from refused_prices(listing)
        yield from send(listing, Part.PRICE, prices_by(client, listing))


def changed(listing: Listing, part: Part) -> list[Offer]:
    return [
        offer
        for offer in listing.offers
        if part in offer.changed
        and not (part is Part.PRICE and any(limits.price_problems(offer)))
    ]


def refused_prices(listing: Listing) -> Iterator[Outcome]:
    """Refused here: with it, the whole call would be."""
    for offer in listing.offers:
        problems = tuple(limits.price_problems(offer))
        if problems and Part.PRICE in offer.changed:
            yield Outcome(offer.key, Part.PRICE, State.REFUSED, problems=problems)


def stock_by(client: ProductClient, listing: Listing, held: mapping.Held) -> Send:
    def told(offer: Offer) -> JSON:
        several = len(held.get(offer.external_id, ())) != 1
        warehouse = client.warehouse if several else ""
        return {
            "id": offer.external_id,
            "inventory": mapping.restock(offer, held, warehouse=warehouse),
        }

    def call(offers: Sequence[Offer], sending: Sequence[Sent]) -> Errors:
        skus = list(map(told, offers))
        errors = client.set_stock(listing.external_id, skus, sending)
        return refusals.by_item(errors, "sku_id")

    return call


def prices_by(client: ProductClient, listing: Listing) -> Send:
    def call(offers: Sequence[Offer], sending: Sequence[Sent]) -> Errors:
        skus = [{"id": o.external_id, "price": mapping.price(o.price)} for o in offers]
        client.set_prices(listing.external_id, skus, sending)
        return {}

    return call


def send(listing: Listing, part: Part, call: Send) -> Iterator[Outcome]:
    offers = changed(listing, part)
    if not offers:
        return
    sending = [mapping.sent(listing, offer, frozenset({part})) for offer in offers]
    try:
        errors = call(offers, sending)
    except PlatformRefused as refusal:
        problems = refusals.problems_in(refusal)
        yield from (not_taken(offer, part, problems) for offer in offers)
        return
    for offer in offers:
        if problems := errors.get(offer.external_id, ()):
            yield not_taken(offer, part, problems)
        else:
            yield Outcome(offer.key, part, State.ACCEPTED)


def not_taken(offer: Offer, part: Part, problems: tuple[Problem, ...]) -> Outcome:
    codes = refusals.codes_of(problems)
    if codes & words.ABSENT:
        return Outcome(offer.key, part, State.GONE)
    if codes & (words.WRONG_STATUS | words.PRICE_LOCKED):
        later = timezone.now() + STANDING  # real time, like all about calls
        return Outcome(
            offer.key, part, State.LATER, not_before=later, problems=problems
        )
    return Outcome(offer.key, part, State.REFUSED, problems=problems)
