"""A platform in memory, for tests of the engine alone: it does what a test tells it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import ClassVar, TypeVar

from django import forms

from storefront.contract import data
from storefront.contract.categories import Attribute, CategoryNode
from storefront.contract.errors import PlatformRefused, PlatformUnavailable
from storefront.contract.http import Call
from storefront.contract.orders import RemoteOrder
from storefront.contract.plugin import Service
from storefront.contract.roles import (
    ConfirmsLater,
    FindsListings,
    HasWarehouses,
    ImportsOrders,
    JudgesLater,
    MapsCategories,
    PublishesListings,
    ReadsBack,
    UpdatesOffers,
    UploadsPictures,
)

T = TypeVar("T")

Parts = frozenset[data.Part]
CONTENT: Parts = frozenset({data.Part.CONTENT})
OFFER: Parts = frozenset({data.Part.PRICE, data.Part.STOCK})

#: What a call can be told to do instead of answering.
Fault = Exception | Callable[[], None]


@dataclass
class Item:
    title: str
    offers: dict[str, dict[str, int | None]] = field(default_factory=dict)
    picture: str = ""
    brand: str = ""
    gtins: dict[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()


@dataclass
class Platform:
    """What it holds, what was called, and what goes wrong."""

    items: dict[str, Item] = field(default_factory=dict)
    calls: list[tuple[str, list[str]]] = field(default_factory=list)
    #: One per call, in order: an exception to raise after acting, or a thing to do.
    after: list[Fault] = field(default_factory=list)
    before: list[Fault] = field(default_factory=list)
    refused: dict[str, data.Problem] = field(default_factory=dict)
    receipts: dict[str, data.State] = field(default_factory=dict)
    #: What an idempotency key has created already.
    keys: dict[str, str] = field(default_factory=dict)
    number: int = 0
    #: Its categories, what they ask for, and which it recommends for a title.
    tree: list[CategoryNode] = field(default_factory=list)
    asked: dict[str, tuple[Attribute, ...]] = field(default_factory=dict)
    recommends: dict[str, str] = field(default_factory=dict)
    #: Pictures that it was handed, and what it says instead of taking one.
    pictures: list[bytes] = field(default_factory=list)
    bad_picture: data.Problem | None = None
    #: How it has judged what it took.
    verdicts: dict[str, data.Verdict] = field(default_factory=dict)
    #: Until when it takes no prices, and no new items.
    later: datetime | None = None
    #: Its warehouses, and what it was told is in them, by sku.
    warehouses: tuple[data.Warehouse, ...] = ()
    spread: dict[str, dict[str, int]] = field(default_factory=dict)

    def next_id(self) -> str:
        self.number += 1
        return str(self.number)

    def stock(self, sku: str) -> int | None:
        return self.offer(sku)["stock"]

    def price(self, sku: str) -> int | None:
        return self.offer(sku)["price"]

    def offer(self, sku: str) -> dict[str, int | None]:
        return next(i.offers[sku] for i in self.items.values() if sku in i.offers)

    def holding(self, sku: str) -> int:
        """How many items carry this sku; two are a double."""
        return sum(sku in item.offers for item in self.items.values())

    def endpoints(self) -> list[str]:
        return [endpoint for endpoint, _ in self.calls]


platform = Platform()


class Form(forms.Form):
    account = forms.CharField()


class FakeShop(Service, PublishesListings, UpdatesOffers, FindsListings):
    """Creates blindly and answers at once, one call per listing."""

    slug = "fake.shop"
    name = "Fake shop"
    credentials_form = Form
    account_field = "account"
    address = "http://fake.test"
    limits = data.Limits(items_per_batch=50, max_variants=3)
    creates = data.Creates.BLINDLY
    settles_after = timedelta(0)
    sends_may_overlap: ClassVar[bool] = False

    def check(self) -> None:
        self.call("check", (), lambda: None)

    def publish(self, listings: Sequence[data.Listing]) -> Iterator[data.Outcome]:
        for listing in listings:
            yield from self.publish_one(listing)

    def publish_one(self, listing: data.Listing) -> Iterator[data.Outcome]:
        if problem := platform.refused.get(listing.title):
            self.call("publish", sent_whole(listing), lambda: None)
            yield from outcomes(listing, data.State.REFUSED, problems=(problem,))
            return
        external_id = self.call("publish", sent_whole(listing), lambda: store(listing))
        yield from outcomes(listing, data.State.ACCEPTED, external_id=external_id)

    def withdraw(self, listings: Sequence[data.Listing]) -> Iterator[data.Outcome]:
        for listing in listings:
            sent = (data.Sent(listing.key, CONTENT),)
            self.call("withdraw", sent, lambda row=listing: remove(row))
            yield data.Outcome(listing.key, data.Part.CONTENT, data.State.GONE)

    def update_offers(self, listings: Sequence[data.Listing]) -> Iterator[data.Outcome]:
        for listing in listings:
            changed = [offer for offer in listing.offers if offer.changed]
            sent = [
                data.Sent(o.key, o.changed, listing=listing.key, sku=o.sku)
                for o in changed
            ]
            self.call("update", sent, lambda row=listing: update(row))
            for offer in changed:
                for part in offer.changed:
                    yield data.Outcome(offer.key, part, data.State.ACCEPTED)

    def find(self, skus: Sequence[str]) -> list[data.RemoteListing]:
        platform.calls.append(("find", list(skus)))
        return [
            data.RemoteListing(
                pk, tuple(data.RemoteOffer(sku, f"{pk}-{sku}") for sku in item.offers)
            )
            for pk, item in platform.items.items()
            if set(skus) & set(item.offers)
        ]

    def call(self, endpoint: str, sent: Sequence[data.Sent], act: Callable[[], T]) -> T:
        """What Http does, without the wire: ask the gate, act, fail as told."""
        ticket = self.gate.enter(Call(endpoint, tuple(sent)))
        platform.calls.append((endpoint, [item.sku or item.key for item in sent]))
        self.fail(ticket, platform.before)
        result = act()
        self.fail(ticket, platform.after)
        self.gate.answered(ticket, 200, None)
        return result

    def fail(self, ticket: str, faults: list[Fault]) -> None:
        if not faults:
            return
        fault = faults.pop(0)
        if not isinstance(fault, Exception):
            fault()
            return
        if isinstance(fault, PlatformUnavailable) and not fault.nothing_done:
            self.gate.failed(ticket, str(fault))
        raise fault


class FakeReadShop(FakeShop, ReadsBack):
    """Tells what it holds, two at a time."""

    slug = "fake.read"

    def read_back(self, cursor: str) -> data.Page[data.RemoteListing]:
        self.call("read", (), lambda: None)
        start = int(cursor or "0")
        ids = list(platform.items)[start : start + 2]
        more = len(platform.items) > start + 2
        found = tuple(remote(pk, platform.items[pk]) for pk in ids)
        return data.Page(found, cursor=str(start + 2) if more else "")


class FakeMappingShop(FakeShop, MapsCategories):
    """Has a tree of its own, and tells three nodes of it at a time."""

    slug = "fake.mapping"

    def categories(self, cursor: str) -> data.Page[CategoryNode]:
        self.call("categories", (), lambda: None)
        start = int(cursor or "0")
        more = len(platform.tree) > start + 3
        nodes = tuple(platform.tree[start : start + 3])
        return data.Page(nodes, cursor=str(start + 3) if more else "")

    def attributes(self, category: str) -> tuple[Attribute, ...]:
        self.call("attributes", (), lambda: None)
        return platform.asked.get(category, ())

    def recommended(self, title: str) -> str:
        return platform.recommends.get(title, "")


class FakeTellingShop(FakeReadShop):
    """Tells prices and stock too."""

    slug = "fake.telling"

    def read_back(self, cursor: str) -> data.Page[data.RemoteListing]:
        page = super().read_back(cursor)
        return data.Page(tuple(map(with_offers, page.items)), page.cursor)


class FakeBatchShop(FakeShop, ConfirmsLater):
    """Upserts whole batches and answers with a receipt, as Facebook does."""

    slug = "fake.batch"
    creates = data.Creates.UPSERT
    limits = data.Limits(items_per_batch=50, flat=True)

    def publish(self, listings: Sequence[data.Listing]) -> Iterator[data.Outcome]:
        sent = [item for listing in listings for item in sent_whole(listing)]
        receipt = self.call("publish", sent, lambda: [store(row) for row in listings])
        yield from self.taken(sent, receipt[0])

    def update_offers(self, listings: Sequence[data.Listing]) -> Iterator[data.Outcome]:
        sent = [
            data.Sent(o.key, o.changed, listing=listing.key, sku=o.sku)
            for listing in listings
            for o in listing.offers
            if o.changed
        ]
        self.call("update", sent, lambda: [update(row) for row in listings])
        yield from self.taken(sent, "u" + platform.next_id())

    def taken(self, sent: Sequence[data.Sent], receipt: str) -> Iterator[data.Outcome]:
        platform.receipts[receipt] = data.State.PENDING
        for item in sent:
            for part in item.parts:
                yield data.Outcome(item.key, part, data.State.PENDING, receipt=receipt)

    def confirm(self, receipts: Sequence[data.Receipt]) -> Iterator[data.Outcome]:
        platform.calls.append(("confirm", [receipt.token for receipt in receipts]))
        for receipt in receipts:
            state = platform.receipts.get(receipt.token)
            for item in receipt.sent if state else ():
                for part in item.parts:
                    yield data.Outcome(item.key, part, data.State(state))


class FakeWholeShop(FakeShop):
    """Refuses a whole batch for one bad item, and does not say which."""

    slug = "fake.whole"
    creates = data.Creates.UPSERT
    limits = data.Limits(items_per_batch=1000, flat=True)

    def publish(self, listings: Sequence[data.Listing]) -> Iterator[data.Outcome]:
        sent = [item for listing in listings for item in sent_whole(listing)]
        ids = self.call("publish", sent, lambda: store_all(listings))
        for listing, external_id in zip(listings, ids, strict=True):
            yield from outcomes(listing, data.State.ACCEPTED, external_id=external_id)

    def update_offers(self, listings: Sequence[data.Listing]) -> Iterator[data.Outcome]:
        changed = [o for listing in listings for o in listing.offers if o.changed]
        sent = [data.Sent(o.key, o.changed, sku=o.sku) for o in changed]
        self.call("update", sent, lambda: update_all(listings))
        for offer in changed:
            for part in offer.changed:
                yield data.Outcome(offer.key, part, data.State.ACCEPTED)


class FakeKeyShop(FakeShop):
    """Creates once per idempotency key, with what it was first sent."""

    slug = "fake.key"
    creates = data.Creates.WITH_KEY


class FakeOverlapShop(FakeShop):
    slug = "fake.overlap"
    sends_may_overlap = True


class FakeHandedShop(FakeShop, UploadsPictures):
    """Is handed pictures, and shows one by what it calls it."""

    slug = "fake.handed"

    def upload(self, picture: data.Picture, content: bytes) -> str:
        self.call("upload", (), lambda: None)
        if platform.bad_picture:
            raise PlatformRefused([platform.bad_picture])
        platform.pictures.append(content)
        return f"picture-{len(platform.pictures)}"


class FakeJudgingShop(FakeReadShop, JudgesLater):
    """Takes everything, and says later what it thinks of it."""

    slug = "fake.judging"

    def verdicts(self, external_ids: Sequence[str]) -> Iterator[data.Verdict]:
        self.call("verdicts", (), lambda: None)
        for external_id in external_ids:
            if external_id in platform.verdicts:
                yield platform.verdicts[external_id]


class FakeLaterShop(FakeShop):
    """Puts off prices and new items, for as long as it is told."""

    slug = "fake.later"
    sends_may_overlap = True
    creates = data.Creates.WITH_KEY

    def publish_one(self, listing: data.Listing) -> Iterator[data.Outcome]:
        if platform.later is None:
            yield from super().publish_one(listing)
            return
        sent = sent_whole(listing)
        self.call("publish", sent, lambda: None)
        yield from (put_off(item.key, part) for item in sent for part in item.parts)

    def update_offers(self, listings: Sequence[data.Listing]) -> Iterator[data.Outcome]:
        for outcome in super().update_offers(listings):
            late = platform.later and outcome.part is data.Part.PRICE
            yield put_off(outcome.key, outcome.part) if late else outcome


class FakeSellingShop(FakeShop, ImportsOrders):
    """Sells by itself; a test says when its orders were read."""

    slug = "fake.selling"

    def fetch_orders(self, since: datetime, cursor: str) -> data.Page[RemoteOrder]:
        return data.Page(())

    def get_orders(self, ids: Sequence[str]) -> list[RemoteOrder]:
        return []


class FakeWarehouseShop(FakeSellingShop, HasWarehouses):
    """Sells from several places."""

    slug = "fake.warehouses"

    def warehouses(self) -> tuple[data.Warehouse, ...]:
        self.call("warehouses", (), lambda: None)
        return platform.warehouses


def put_off(key: str, part: data.Part) -> data.Outcome:
    moment, why = platform.later, data.Text(vi="Chưa được", en="Not yet")
    problems = (data.Problem("not_yet", why),)
    return data.Outcome(
        key, part, data.State.LATER, not_before=moment, problems=problems
    )


def sent_whole(listing: data.Listing) -> list[data.Sent]:
    offers = [
        data.Sent(offer.key, OFFER, listing=listing.key, sku=offer.sku)
        for offer in listing.offers
    ]
    return [data.Sent(listing.key, CONTENT), *offers]


def store(listing: data.Listing) -> str:
    external_id = listing.external_id or platform.keys.get(listing.idempotency_key, "")
    if external_id and not listing.external_id:
        return external_id
    item = Item(
        listing.title,
        {offer.sku: values(offer) for offer in listing.offers},
        picture=" ".join(listing.picture_ids.values()),
    )
    external_id = external_id or platform.next_id()
    for offer in listing.offers:
        note_spread(offer)
    platform.items[external_id] = item
    return external_id


def store_all(listings: Sequence[data.Listing]) -> list[str]:
    refuse_any(listing.title for listing in listings)
    return [store(listing) for listing in listings]


def update_all(listings: Sequence[data.Listing]) -> None:
    """A price is refused under the name of its sku."""
    offers = [offer for listing in listings for offer in listing.offers]
    refuse_any(offer.sku for offer in offers if data.Part.PRICE in offer.changed)
    for listing in listings:
        update(listing)


def refuse_any(names: Iterable[str]) -> None:
    if bad := platform.refused.keys() & set(names):
        raise PlatformRefused([platform.refused[min(bad)]])


def remote(pk: str, item: Item) -> data.RemoteListing:
    offers = tuple(
        data.RemoteOffer(
            sku, f"{pk}-{sku}", gtin=item.gtins.get(sku, ""), options=item.options
        )
        for sku in item.offers
    )
    return data.RemoteListing(
        pk, offers, title=item.title, brand=item.brand, pictures=(item.picture,)
    )


def with_offers(listing: data.RemoteListing) -> data.RemoteListing:
    offers = (with_values(offer) for offer in listing.offers)
    return replace(listing, offers=tuple(offers))


def with_values(offer: data.RemoteOffer) -> data.RemoteOffer:
    held = platform.offer(offer.sku)
    price = data.Money(held["price"] or 0, "VND")
    return replace(offer, price=price, stock=held["stock"])


def values(offer: data.Offer) -> dict[str, int | None]:
    return {"price": offer.price.amount, "stock": offer.stock}


def update(listing: data.Listing) -> None:
    for offer in listing.offers:
        held = platform.offer(offer.sku) if offer.changed else {}
        new = values(offer)
        held.update({part: new[part] for part in offer.changed})
        if data.Part.STOCK in offer.changed:
            note_spread(offer)


def note_spread(offer: data.Offer) -> None:
    platform.spread[offer.sku] = {p.warehouse: p.units for p in offer.stock_in}


def remove(listing: data.Listing) -> None:
    for pk, item in list(platform.items.items()):
        if set(item.offers) & {offer.sku for offer in listing.offers}:
            del platform.items[pk]


def outcomes(
    listing: data.Listing,
    state: data.State,
    *,
    external_id: str = "",
    problems: tuple[data.Problem, ...] = (),
) -> Iterator[data.Outcome]:
    ids = {listing.key: external_id} if external_id else {}
    yield data.Outcome(
        listing.key, data.Part.CONTENT, state, external_ids=ids, problems=problems
    )
    for offer in listing.offers:
        for part in OFFER:
            yield data.Outcome(offer.key, part, state, problems=problems)
