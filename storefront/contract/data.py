"""What crosses the border between the hub and a plugin. Frozen, ours, no ORM."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from babel.numbers import get_currency_precision

Item = TypeVar("Item")


class Part(StrEnum):
    """What is confirmed by itself: a listing's content, an offer's price, its stock."""

    CONTENT = "content"
    PRICE = "price"
    STOCK = "stock"


class State(StrEnum):
    ACCEPTED = "accepted"
    PENDING = "pending"  # taken, not yet applied: a receipt or a moment to ask again
    REFUSED = "refused"
    GONE = "gone"  # withdrawn, or never there
    LATER = "later"  # not now, and nothing was done: again at `not_before`, real time


class Creates(StrEnum):
    """What a platform does with a create that it has already carried out."""

    UPSERT = "upsert"  # nothing new: the same thing again
    WITH_KEY = "with_key"  # nothing new, when the idempotency key is the same
    BLINDLY = "blindly"  # a double: ask `find` first


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence for people, in both of the shop's languages."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an item was refused, in our words, and in the platform's own (`said`).

    `field` is what to mend: title, description, brand, pictures, axes, category,
    attributes, or of the variant `sku`: sku, gtin, weight, price, options.
    """

    code: str
    message: Text
    fix: Text | None = None
    field: str = ""
    said: str = ""
    sku: str = ""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (VND has none: 1 is 1 đ) and its ISO 4217 currency."""

    amount: int
    currency: str

    @property
    def decimal(self) -> Decimal:
        """The amount in whole units, with as many places as the currency has."""
        return Decimal(self.amount).scaleb(-get_currency_precision(self.currency))


@dataclass(frozen=True, slots=True)
class Picture:
    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a variant. `axis` is our code, such as color; the rest is text."""

    axis: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Given:
    """What staff say for an attribute of a platform: its key and value there."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Warehouse:
    """A place that a platform sells from. What staff put nowhere is in the main one."""

    external_id: str
    name: str
    main: bool = False


@dataclass(frozen=True, slots=True)
class StockIn:
    """So many of a variant are in that warehouse of the platform."""

    warehouse: str
    units: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A variant on a connection. `stock` None: not counted, always there.

    `changed` names the parts to send now; the others are there to be read only.
    """

    key: str
    sku: str
    price: Money
    stock: int | None
    external_id: str = ""
    compare_at: Money | None = None
    options: tuple[Option, ...] = ()
    gtin: str = ""
    weight_grams: int | None = None
    picture: Picture | None = None
    #: Where the units of `stock` are, all together; empty: in the main warehouse.
    stock_in: tuple[StockIn, ...] = ()
    changed: frozenset[Part] = frozenset()


@dataclass(frozen=True, slots=True)
class Listing:
    """A product on a connection, in the connection's language, with all its offers.

    `idempotency_key` stays the same while one create is repeated. `removed` are offers
    to take away with this publish; the platform may have lost them already.
    """

    key: str
    title: str
    description: str
    url: str
    offers: tuple[Offer, ...]
    external_id: str = ""
    brand: str = ""
    category: tuple[str, ...] = ()
    #: What staff chose for `category` in the platform's own tree, by its id there.
    channel_category: str = ""
    #: What staff say for the attributes of that category.
    attributes: tuple[Given, ...] = ()
    pictures: tuple[Picture, ...] = ()
    #: What the platform calls each picture that it was handed, by the picture's url.
    picture_ids: Mapping[str, str] = field(default_factory=dict)
    removed: tuple[Offer, ...] = ()
    idempotency_key: str = ""
    changed: frozenset[Part] = frozenset()


@dataclass(frozen=True, slots=True)
class Sent:
    """One item inside a call: whose it is and which of its parts the call carries.

    `listing` is the key of the listing it belongs to, for an offer; `sku` its sku.
    """

    key: str
    parts: frozenset[Part]
    listing: str = ""
    sku: str = ""
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A platform's handle for work it has taken, with what was in the call."""

    token: str
    sent: tuple[Sent, ...]
    given_at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the platform said to one part of one item. `key` is a Listing's or Offer's.

    `external_ids` maps our keys (the listing's and its offers') to the platform's.
    """

    key: str
    part: Part
    state: State
    external_ids: Mapping[str, str] = field(default_factory=dict)
    receipt: str = ""
    not_before: datetime | None = None
    problems: tuple[Problem, ...] = ()


class Judgement(StrEnum):
    """What a platform thinks of a listing that it took before it looked."""

    WAITING = "waiting"
    PASSED = "passed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the platform judged a listing, by its id there."""

    external_id: str
    judgement: Judgement
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class RemoteOffer:
    """A variant as the platform holds it. Empty or None: the platform does not tell.

    `external_id` differs from that of every other offer of the account.
    """

    sku: str
    external_id: str
    gtin: str = ""
    options: tuple[str, ...] = ()
    price: Money | None = None
    compare_at: Money | None = None
    stock: int | None = None


@dataclass(frozen=True, slots=True)
class RemoteListing:
    """A listing as the platform holds it. Empty: the platform does not tell.

    Where an item is an offer, one listing may come as several of these.
    """

    external_id: str
    offers: tuple[RemoteOffer, ...]
    title: str = ""
    description: str = ""
    brand: str = ""
    url: str = ""
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some of what a platform holds; `cursor` asks for what follows, empty: nothing."""

    items: tuple[Item, ...]
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class Budget:
    """How many calls an endpoint takes in a while. `burst` at once; 0: all of them.

    `shared`: the platform counts the calls of all accounts of the app together. They
    take turns then.
    """

    endpoint: str
    calls: int
    per: timedelta
    burst: int = 0
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Usage:
    """What a platform's answer said of our allowance, in percent of it."""

    percent: float
    regained_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What the platform can hold. The hub cuts batches and checks products by it.

    `flat`: an item of a batch is an offer there, not a listing with its offers.
    """

    items_per_batch: int
    flat: bool = False
    title: int = 255
    description: int = 10_000
    pictures: int = 10
    picture_side: int = 500
    max_variants: int = 100
    max_axes: int = 3
    brand: int = 255
    sku: int = 255
    #: Without these it takes nothing; preflight.py has their names.
    required: tuple[str, ...] = ()
