"""The calls that put a product up, change it and take it down.

Of the calls for one product only one carries it, so that a death anywhere leaves one
thing unknown, and doing it all again is right.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from django.utils import timezone

from plugins.tiktok_shop import mapping, refusals, words
from plugins.tiktok_shop.client import JSON
from plugins.tiktok_shop.product_client import PRODUCTS_PER_MOVE, ProductClient
from plugins.tiktok_shop.reading import DEACTIVATED, DELETED
from storefront.contract.data import Listing, Outcome, Part, Problem, State, Text
from storefront.contract.errors import PlatformRefused

#: How soon to try again what a day's quota has no room for.
QUOTA = timedelta(hours=1)
BRAND_LEFT_OUT = Problem(
    "brand_left_out",
    Text(
        vi="Đã đăng không kèm thương hiệu: TikTok Shop không có thương hiệu này, hoặc"
        " chưa cho gian hàng bán. Khai báo thương hiệu trong Seller Center.",
        en="Listed without its brand: TikTok Shop does not know it, or has not allowed"
        " this shop to sell it. Register the brand in Seller Center.",
    ),
    field="brand",
)


def publish(client: ProductClient, listing: Listing) -> Iterator[Outcome]:
    try:
        told = save(client, listing)
    except PlatformRefused as refusal:
        yield from not_saved(listing, refusals.problems_in(refusal))
    else:
        ids = mapping.external_ids(listing, told)
        content, *offers = mapping.published(listing, State.ACCEPTED, ids=ids)
        yield replace(content, problems=left_out(client, listing))
        yield from offers


def left_out(client: ProductClient, listing: Listing) -> tuple[Problem, ...]:
    """What it was accepted without: staff read it among the answers."""
    if not listing.brand or client.brands.id_of(listing.brand):
        return ()
    return (BRAND_LEFT_OUT,)


def save(client: ProductClient, listing: Listing) -> JSON:
    return edit(client, listing) if listing.external_id else create(client, listing)


def create(client: ProductClient, listing: Listing) -> JSON:
    body = mapping.product(
        listing,
        warehouse=client.warehouse,
        brand=client.brands.id_of(listing.brand),
    )
    cash = client.cash.is_taken(listing.channel_category)
    body = mapping.creation(body, listing, cash=cash)
    return client.create(body, mapping.whole(listing))


def edit(client: ProductClient, listing: Listing) -> JSON:
    """Anew what is ours to say; what a seller added over there stays.

    What was deleted or switched off there is put up again: the shop says what is sold.
    """
    number = listing.external_id
    there = as_it_is(client, number)
    if there.get("status") == DELETED:
        check(client.move("recover", number))
    listing = mapping.with_sku_ids(listing, there)
    body = mapping.product(
        listing,
        warehouse=client.warehouse,
        brand=client.brands.id_of(listing.brand),
        held=mapping.held_in(there),
    )
    told = change(client, there, body, listing)
    if there.get("status") in {DELETED, *DEACTIVATED}:
        check(client.move("activate", number))
    return {"product_id": number, **told}


def change(client: ProductClient, there: JSON, body: JSON, listing: Listing) -> JSON:
    number, sending = listing.external_id, mapping.whole(listing)
    if mapping.category_of(there) in {"", listing.channel_category}:
        same = {k: v for k, v in body.items() if k != "category_id"}
        return client.edit(number, same, sending)
    cash = there.get("is_cod_allowed") and client.cash.is_taken(
        str(body["category_id"])
    )
    whole = {**mapping.kept(there), **body, "is_cod_allowed": bool(cash)}
    return client.replace(number, whole, sending)


def as_it_is(client: ProductClient, number: str) -> JSON:
    """Nothing where it is not there: the edit itself will be told so."""
    try:
        return client.product(number)
    except PlatformRefused as refusal:
        if refusals.codes_of(refusal.problems) & words.ABSENT:
            return {}
        raise


def check(errors: Sequence[JSON]) -> None:
    if errors:
        raise PlatformRefused(
            [one for error in errors for one in refusals.inside(error)]
        )


def not_saved(listing: Listing, problems: tuple[Problem, ...]) -> Iterator[Outcome]:
    codes = refusals.codes_of(problems)
    if codes & words.TOO_MANY_TODAY:
        later = timezone.now() + QUOTA  # real time, like all about calls
        for outcome in mapping.published(listing, State.LATER, problems=problems):
            yield replace(outcome, not_before=later)
    elif listing.external_id and codes & words.ABSENT:
        yield from mapping.published(listing, State.GONE)
    else:
        yield from mapping.published(listing, State.REFUSED, problems=problems)


# Taking down


def withdraw(client: ProductClient, listings: Sequence[Listing]) -> Iterator[Outcome]:
    known = [listing for listing in listings if listing.external_id]
    for start in range(0, len(known), PRODUCTS_PER_MOVE):
        yield from delete(client, known[start : start + PRODUCTS_PER_MOVE])
    for listing in listings:
        if not listing.external_id:
            yield delete_unknown(client, listing)


def delete(client: ProductClient, listings: Sequence[Listing]) -> Iterator[Outcome]:
    ids = [listing.external_id for listing in listings]
    sending = [mapping.content(listing) for listing in listings]
    errors = refusals.by_item(client.delete(ids, sending), "product_id")
    for listing in listings:
        problems = errors.get(listing.external_id, ())
        yield taken_down(listing, still_there(client, listing.external_id, problems))


def still_there(
    client: ProductClient, number: str, problems: tuple[Problem, ...]
) -> tuple[Problem, ...]:
    """What keeps it there; nothing, where it is deleted already."""
    codes = refusals.codes_of(problems)
    if codes & words.WRONG_STATUS:
        there = as_it_is(client, number)
        return problems if there.get("status", DELETED) != DELETED else ()
    return () if codes & words.ABSENT else problems


def taken_down(listing: Listing, problems: tuple[Problem, ...]) -> Outcome:
    state = State.REFUSED if problems else State.GONE
    return Outcome(listing.key, Part.CONTENT, state, problems=problems)


def delete_unknown(client: ProductClient, listing: Listing) -> Outcome:
    """Its create was never answered: it is what has our SKUs, and no others.

    The question carries the withdrawal, since there may be nothing to delete.
    """
    skus = {offer.sku for offer in listing.offers}
    found: list[str] = []
    sending = [mapping.content(listing)]
    for product in client.holding(sorted(skus), sending):
        names = {str(sku.get("seller_sku")) for sku in product.get("skus") or ()}
        found += [str(product["id"])] if names <= skus else []
    problems = (
        [p for e in client.delete(found, ()) for p in refusals.inside(e)]
        if found
        else []
    )
    return taken_down(listing, tuple(problems))
