"""What we mean in Meta's words, and what Meta says in ours. Pure functions."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import orjson

from plugins.facebook.problems import nothing_taken, problem_of
from plugins.facebook.variants import attributes
from storefront.contract.categories import as_mapping
from storefront.contract.data import (
    Listing,
    Money,
    Offer,
    Outcome,
    Part,
    Problem,
    Receipt,
    Sent,
    State,
)
from storefront.contract.preflight import main_picture

JSON = Mapping[str, object]
Problems = tuple[Problem, ...]
#: What Meta said against items, by their sku.
Said = Mapping[str, Sequence[str]]

CONTENT = frozenset({Part.CONTENT})
OFFER = frozenset({Part.PRICE, Part.STOCK})

#: The documented limit is 28 MB for the whole call; the rest is left for its wrapping.
MOST_BYTES = 27 * 1024 * 1024

MOST_RECORDS = 5000

#: Beside `image_link` ("Catalog Fields").
MOST_OTHERS = 20

#: States of a batch (Get Batch Request guide). Any other means: still at work.
FINISHED = "finished"
NOTHING_DONE = {"canceled", "error"}


# What we mean


def saved(listing: Listing) -> Iterator[JSON]:
    """All of a listing's items whole, and those to be taken away."""
    for offer in listing.offers:
        yield {"method": "UPDATE", "data": item(listing, offer)}
    yield from deleted(listing.removed)


def deleted(offers: Iterable[Offer]) -> Iterator[JSON]:
    for offer in offers:
        yield {"method": "DELETE", "data": {"id": offer.sku}}


def withdrawn(listing: Listing) -> Iterator[JSON]:
    yield from deleted((*listing.offers, *listing.removed))


def updated(listing: Listing) -> Iterator[JSON]:
    """Only the changed offers, and only the fields of what changed in them."""
    for offer in changed(listing):
        data: dict[str, object] = {"id": offer.sku}
        if Part.PRICE in offer.changed:
            data |= prices(offer)
        if Part.STOCK in offer.changed:
            data |= stock(offer)
        yield {"method": "UPDATE", "data": data}


def changed(listing: Listing) -> list[Offer]:
    return [offer for offer in listing.offers if offer.changed]


def item(listing: Listing, offer: Offer) -> JSON:
    """An empty field is sent too: it clears what an earlier send put there."""
    main = main_picture(listing, offer)
    others = [picture.url for picture in listing.pictures if picture != main]
    weight = offer.weight_grams
    given = as_mapping(listing.attributes)
    return {
        "id": offer.sku,
        "item_group_id": group(listing),
        "title": listing.title,
        "description": listing.description,
        "link": listing.url,
        "image_link": main.url if main else "",
        "additional_image_link": others[:MOST_OTHERS],
        "google_product_category": listing.channel_category,
        "gender": given.get("gender", ""),
        "age_group": given.get("age_group", ""),
        "brand": listing.brand,
        "gtin": offer.gtin,
        "condition": "new",
        "status": "active",
        "shipping_weight": f"{weight} g" if weight else "",
        **attributes(offer.options),
        **prices(offer),
        **stock(offer),
    }


def group(listing: Listing) -> str:
    """Unlike any sku: Meta refuses an id that is also a group's."""
    return f"group-{listing.key}"


def listing_key(group_id: str) -> str:
    return group_id.removeprefix("group-")


def prices(offer: Offer) -> dict[str, str]:
    """Meta calls the struck-out price `price`, and what is asked `sale_price`."""
    before = offer.compare_at
    if before and before.amount > offer.price.amount:
        return {"price": price(before), "sale_price": price(offer.price)}
    return {"price": price(offer.price), "sale_price": ""}


def price(money: Money) -> str:
    return f"{money.decimal:f} {money.currency}"


def stock(offer: Offer) -> dict[str, object]:
    if offer.stock is None:
        return {"availability": "in stock", "quantity_to_sell_on_facebook": ""}
    there = "in stock" if offer.stock > 0 else "out of stock"
    quantity = max(offer.stock, 0)
    return {"availability": there, "quantity_to_sell_on_facebook": quantity}


# One call


@dataclass(frozen=True, slots=True)
class Batch:
    """The body of one items_batch call, and what is in it."""

    body: bytes
    sent: tuple[Sent, ...]
    lane: str


@dataclass(frozen=True, slots=True)
class Lane:
    """How one kind of call is made of listings. Its name goes into the receipt."""

    name: str
    records: Callable[[Listing], Iterable[JSON]]
    sent: Callable[[Listing], Sequence[Sent]]
    upsert: bool


def sent_whole(listing: Listing) -> list[Sent]:
    offers = [sent_offer(listing, replace(o, changed=OFFER)) for o in listing.offers]
    return [Sent(listing.key, CONTENT, listing=listing.key), *offers]


def sent_content(listing: Listing) -> list[Sent]:
    return [Sent(listing.key, CONTENT, listing=listing.key)]


def sent_changed(listing: Listing) -> list[Sent]:
    return [sent_offer(listing, offer) for offer in changed(listing)]


def sent_offer(listing: Listing, offer: Offer) -> Sent:
    return Sent(offer.key, offer.changed, listing=listing.key, sku=offer.sku)


SAVES = Lane("save", saved, sent_whole, upsert=True)
DELETES = Lane("delete", withdrawn, sent_content, upsert=True)
#: An update of an item that is not there must say so, and not make half an item.
UPDATES = Lane("update", updated, sent_changed, upsert=False)


def batches(
    listings: Iterable[Listing], lane: Lane, most_bytes: int = MOST_BYTES
) -> Iterator[Batch]:
    """As few calls as the bytes allow; all items of a listing stay in one."""
    records: list[bytes] = []
    sent: list[Sent] = []
    size = 0
    for listing in listings:
        more = [orjson.dumps(record) for record in lane.records(listing)]
        bytes_more = sum(map(len, more)) + len(more)
        full = size + bytes_more > most_bytes or len(records) + len(more) > MOST_RECORDS
        if records and full:
            yield batch(records, sent, lane)
            records, sent, size = [], [], 0
        records += more
        sent += lane.sent(listing) if more else ()
        size += bytes_more
    if records:
        yield batch(records, sent, lane)


def batch(records: Sequence[bytes], sent: Sequence[Sent], lane: Lane) -> Batch:
    upsert = b"true" if lane.upsert else b"false"
    start = b'{"item_type":"PRODUCT_ITEM","allow_upsert":' + upsert + b',"requests":['
    body = start + b",".join(records) + b"]}"
    return Batch(body, tuple(sent), lane.name)


# What Meta says


def taken(batch: Batch, answer: JSON) -> Iterator[Outcome]:
    """What the answer to a call says: a handle to ask by, and what was refused at once.

    No handle means that nothing was taken in, whatever the answer says of each item.
    """
    said = early_errors(answer)
    handles = answer.get("handles")
    if not isinstance(handles, list) or not handles:
        yield from refused_whole(batch.sent, said)
        return
    receipt = f"{batch.lane}:{handles[0]}"
    refused = refusals(batch.sent, said)
    for sent in batch.sent:
        problems = refused.get(sent.key, ())
        state = State.REFUSED if problems else State.PENDING
        yield from outcomes(sent, state, problems=problems, receipt=receipt)


def objects(value: object) -> list[JSON]:
    """The objects in a list of theirs; anything else is passed over."""
    return [o for o in value if isinstance(o, dict)] if isinstance(value, list) else []


def early_errors(answer: JSON) -> dict[str, list[str]]:
    """What `validation_status` says against each item; its warnings change nothing."""
    said: dict[str, list[str]] = {}
    for entry in objects(answer.get("validation_status")):
        for error in objects(entry.get("errors")):
            messages = said.setdefault(str(entry.get("retailer_id", "")), [])
            messages.append(str(error.get("message", "")))
    return said


def refused_whole(sent: Sequence[Sent], said: Said) -> Iterator[Outcome]:
    refused = refusals(sent, said)
    for one in sent:
        problems = refused.get(one.key) or (nothing_taken(one.sku),)
        yield from outcomes(one, State.REFUSED, problems=problems)


def refusals(sent: Sequence[Sent], said: Said) -> dict[str, Problems]:
    """The problems of each offer by its key, and of its listing by the listing's."""
    found: dict[str, Problems] = {}
    for one in sent:
        messages = said.get(one.sku, ()) if one.sku else ()
        if problems := tuple(problem_of(text, one.sku) for text in messages):
            found[one.key] = problems
            found[one.listing] = found.get(one.listing, ()) + problems
    return found


def outcomes(
    sent: Sent, state: State, *, problems: Problems = (), receipt: str = ""
) -> Iterator[Outcome]:
    for part in sorted(sent.parts):
        yield Outcome(sent.key, part, state, receipt=receipt, problems=problems)


def lane_of(receipt: Receipt) -> str:
    return receipt.token.partition(":")[0]


def handle_of(receipt: Receipt) -> str:
    return receipt.token.partition(":")[2]


def errors_of(status: JSON) -> dict[str, list[str]]:
    """What was said against each item: by `id`, for lines are counted in two ways."""
    said: dict[str, list[str]] = {}
    for error in objects(status.get("errors")):
        messages = said.setdefault(str(error.get("id", "")), [])
        messages.append(str(error.get("message", "")))
    invalid = status.get("ids_of_invalid_requests")
    for sku in invalid if isinstance(invalid, list) else ():
        said.setdefault(str(sku), [""])
    return said


def doubtful(receipt: Receipt, said: Said) -> list[str]:
    """Items whose error means one thing if they are there and another if they are not.

    A save says it all by its error. Deletes, those inside of a save too, and updates
    fail also because the item is not there.
    """
    saved = (
        {one.sku for one in receipt.sent} if lane_of(receipt) == SAVES.name else set()
    )
    return sorted(set(said) - saved - {""})


def confirmed(
    receipt: Receipt, said: Said, there: Mapping[str, str]
) -> Iterator[Outcome]:
    """What became of a finished batch.

    `there` are those of the doubtful items that the catalogue holds, with their groups.
    """
    refused = refusals(receipt.sent, said)
    for key, problems in not_deleted(receipt, said, there):
        refused[key] = refused.get(key, ()) + problems
    lane = lane_of(receipt)
    for one in receipt.sent:
        problems = refused.get(one.key, ())
        vanished = lane == UPDATES.name and one.sku not in there
        if problems and not vanished:
            yield from outcomes(one, State.REFUSED, problems=problems)
        elif problems or lane == DELETES.name:
            yield from outcomes(one, State.GONE)
        else:
            yield from outcomes(one, State.ACCEPTED)


def not_deleted(
    receipt: Receipt, said: Said, there: Mapping[str, str]
) -> Iterator[tuple[str, Problems]]:
    """Listings with an item that should be gone and is still there.

    A receipt does not name what was deleted; the item's group names its listing.
    """
    named = {one.sku for one in receipt.sent}
    for sku in doubtful(receipt, said):
        if sku in there and sku not in named:
            problems = tuple(problem_of(text, sku) for text in said[sku])
            yield listing_key(there[sku]), problems


def pending(receipt: Receipt) -> Iterator[Outcome]:
    for one in receipt.sent:
        yield from outcomes(one, State.PENDING, receipt=receipt.token)
