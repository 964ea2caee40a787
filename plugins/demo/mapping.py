"""What we mean in the platform's words, and what it says in ours. Pure functions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from storefront.contract.categories import as_mapping
from storefront.contract.data import (
    Listing,
    Money,
    Offer,
    Outcome,
    Page,
    Part,
    Problem,
    RemoteListing,
    RemoteOffer,
    Sent,
    State,
    Text,
)
from storefront.contract.errors import PlatformRefused

JSON = Mapping[str, object]

OFFER_PARTS = frozenset({Part.PRICE, Part.STOCK})

#: The platform's words for what is wrong with an item.
PROBLEMS = {
    "bad_code": Text(
        vi="Lượt đồng ý này đã dùng hoặc đã hết hạn. Hãy kết nối lại.",
        en="This consent was used or is too old. Connect again.",
    ),
    "title_missing": Text(vi="Thiếu tên sản phẩm.", en="The title is missing."),
    "title_too_long": Text(
        vi="Tên sản phẩm dài quá 120 ký tự.",
        en="The title is longer than 120 characters.",
    ),
    "price_not_positive": Text(
        vi="Giá phải lớn hơn 0.", en="The price must be more than 0."
    ),
    "category_unknown": Text(
        vi="Demo Shop không có ngành hàng này.",
        en="Demo Shop does not have this category.",
    ),
    "category_not_an_end": Text(
        vi="Demo Shop chỉ nhận ngành hàng nhỏ nhất.",
        en="Demo Shop takes only categories with nothing below them.",
    ),
    "attribute_missing": Text(
        vi="Thiếu thông tin mà ngành hàng bắt buộc phải có.",
        en="Something is missing that the category asks for.",
    ),
    "attribute_unknown": Text(
        vi="Demo Shop không biết một giá trị đã chọn.",
        en="Demo Shop does not know a value that was given.",
    ),
}
#: Where staff mend what it says.
FIELDS = {
    "title_missing": "title",
    "title_too_long": "title",
    "price_not_positive": "price",
    "category_unknown": "category",
    "category_not_an_end": "category",
    "attribute_missing": "attributes",
    "attribute_unknown": "attributes",
}
UNKNOWN_PROBLEM = Text(
    vi="Demo Shop từ chối mặt hàng này.", en="Demo Shop refused this item."
)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the platform stands by: done, refused with a word, or not there."""

    body: JSON = field(default_factory=dict)
    error: str = ""
    missing: bool = False


def product_body(listing: Listing) -> JSON:
    """The whole product. A sku that is not in it is deleted over there."""
    return {
        "title": listing.title,
        "description": listing.description,
        "brand": listing.brand,
        "url": listing.url,
        "pictures": [picture.url for picture in listing.pictures],
        "category": listing.channel_category,
        "attributes": as_mapping(listing.attributes),
        "skus": [sku_body(offer) for offer in listing.offers],
    }


def sku_body(offer: Offer) -> JSON:
    return {
        "sku": offer.sku,
        "gtin": offer.gtin,
        "options": {option.label: option.value for option in offer.options},
        "price": offer.price.amount,
        "currency": offer.price.currency,
        "stock": offer.stock,
    }


def offer_body(offer: Offer) -> JSON:
    """Only what changed: the platform leaves the rest as it is."""
    values = {Part.PRICE: offer.price.amount, Part.STOCK: offer.stock}
    return {part.value: values[part] for part in sorted(offer.changed)}


def whole(listing: Listing) -> list[Sent]:
    content = Sent(
        listing.key,
        frozenset({Part.CONTENT}),
        listing=listing.key,
        external_id=listing.external_id,
    )
    return [content, *(sent(listing, offer, OFFER_PARTS) for offer in listing.offers)]


def sent(listing: Listing, offer: Offer, parts: frozenset[Part]) -> Sent:
    return Sent(
        offer.key,
        parts,
        listing=listing.key,
        sku=offer.sku,
        external_id=offer.external_id,
    )


def published(listing: Listing, reply: Reply) -> Iterator[Outcome]:
    """The content's outcome, then that of each offer's price and stock."""
    ids = external_ids(listing, reply.body) if reply.body else {}
    state = state_of(reply)
    problems = problems_of(reply)
    yield Outcome(listing.key, Part.CONTENT, state, ids, problems=problems)
    for offer in listing.offers:
        for part in sorted(OFFER_PARTS):
            yield Outcome(offer.key, part, state, problems=problems)


def external_ids(listing: Listing, product: JSON) -> dict[str, str]:
    """Their ids are numbers; ours are text everywhere."""
    remote = found([product])[0]
    known = {offer.sku: offer.external_id for offer in remote.offers}
    ids = {o.key: known[o.sku] for o in listing.offers if o.sku in known}
    return {listing.key: remote.external_id, **ids}


def withdrawn(listing: Listing, reply: Reply) -> Outcome:
    """Not there is as good as taken down."""
    problems = problems_of(reply)
    state = State.REFUSED if reply.error else State.GONE
    return Outcome(listing.key, Part.CONTENT, state, problems=problems)


def changed_offers(listings: Iterable[Listing]) -> Iterator[tuple[Listing, Offer]]:
    for listing in listings:
        for offer in listing.offers:
            if offer.changed:
                yield listing, offer


def updated(offer: Offer, reply: Reply) -> Iterator[Outcome]:
    for part in sorted(offer.changed):
        yield Outcome(offer.key, part, state_of(reply), problems=problems_of(reply))


def state_of(reply: Reply) -> State:
    if reply.missing:
        return State.GONE
    return State.REFUSED if reply.error else State.ACCEPTED


def problems_of(reply: Reply) -> tuple[Problem, ...]:
    if not reply.error:
        return ()
    message = PROBLEMS.get(reply.error, UNKNOWN_PROBLEM)
    field = FIELDS.get(reply.error, "")
    return (Problem(reply.error, message, field=field, said=reply.error),)


def found(products: Sequence[JSON]) -> list[RemoteListing]:
    return [
        RemoteListing(
            external_id=str(product["id"]),
            offers=tuple(
                RemoteOffer(sku, str(number))
                for sku, number in skus_of(product).items()
            ),
        )
        for product in products
    ]


def read_back(reply: Reply) -> Page[RemoteListing]:
    """Raises PlatformRefused for a cursor that the platform does not know."""
    if reply.error:
        raise PlatformRefused(problems_of(reply))
    products = tuple(map(remote_listing, listed(reply)))
    return Page(products, cursor=str(reply.body.get("next") or ""))


def remote_listing(product: JSON) -> RemoteListing:
    skus, pictures = product.get("skus"), product.get("pictures")
    return RemoteListing(
        external_id=str(product["id"]),
        offers=tuple(map(remote_offer, skus if isinstance(skus, list) else ())),
        title=str(product.get("title", "")),
        description=str(product.get("description", "")),
        brand=str(product.get("brand", "")),
        url=str(product.get("url", "")),
        pictures=tuple(map(str, pictures if isinstance(pictures, list) else ())),
    )


def remote_offer(sku: JSON) -> RemoteOffer:
    stock, options = sku["stock"], sku.get("options")
    return RemoteOffer(
        sku=str(sku["sku"]),
        external_id=str(sku["id"]),
        gtin=str(sku.get("gtin", "")),
        options=tuple(map(str, options.values() if isinstance(options, dict) else ())),
        price=Money(int(str(sku["price"])), str(sku["currency"])),
        stock=stock if isinstance(stock, int) else None,
    )


def listed(reply: Reply) -> list[JSON]:
    products = reply.body.get("products")
    return products if isinstance(products, list) else []


def number(product: JSON) -> int:
    """Numbers count up, so the smallest is the oldest."""
    return int(str(product["id"]))


def skus_of(product: JSON) -> Mapping[str, object]:
    skus = product["skus"]
    return skus if isinstance(skus, Mapping) else {}
