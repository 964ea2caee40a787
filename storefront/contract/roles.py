"""What a service can do. A plugin takes the roles it can honour; isinstance answers.

Every method takes a batch, may be called again with the same batch, and never sleeps,
retries, schedules or stores: the hub does that.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from storefront.contract import preflight
from storefront.contract.categories import Attribute, CategoryNode
from storefront.contract.consent import Grant, Tokens
from storefront.contract.data import (
    Creates,
    Limits,
    Listing,
    Outcome,
    Page,
    Picture,
    Problem,
    Receipt,
    RemoteListing,
    Verdict,
    Warehouse,
)
from storefront.contract.feed import FeedFormat, FeedItem, FeedShop
from storefront.contract.orders import RemoteOrder, UnreadableOrder
from storefront.contract.returns import RemoteReturn
from storefront.contract.sign_in import Identity
from storefront.contract.webhooks import Delivery, Event


class PublishesListings(ABC):
    limits: ClassVar[Limits]
    creates: ClassVar[Creates]
    #: Raise it when the mapping says the same thing in other words: all is sent anew.
    mapping_version: ClassVar[int] = 1
    #: May two sends of one item be under way at once and still end in the right order?
    sends_may_overlap: ClassVar[bool] = False
    #: How many calls may be under way at once. One, where a batch carries many items.
    calls_at_once: ClassVar[int] = 1
    #: How long a call without an answer may still take effect.
    settles_after: ClassVar[timedelta] = timedelta(minutes=2)

    def problems_of(self, listing: Listing) -> tuple[Problem, ...]:
        """What keeps it from being taken, found without a call: it rests until it is
        mended. Add what is peculiar to the platform.
        """
        return preflight.problems_of(listing, self.limits)

    @abstractmethod
    def publish(self, listings: Sequence[Listing]) -> Iterator[Outcome]:
        """Create or update each listing whole: content, prices and stock."""

    @abstractmethod
    def withdraw(self, listings: Sequence[Listing]) -> Iterator[Outcome]:
        """Take each listing down; answer GONE once it is, or was never there."""


class UpdatesOffers(ABC):
    @abstractmethod
    def update_offers(self, listings: Sequence[Listing]) -> Iterator[Outcome]:
        """Send the prices and stock that each offer's `changed` names."""


class HasWarehouses(ABC):
    """The platform counts stock in warehouses of its own. Staff say which of our
    locations is which of them, and `Offer.stock_in` says how many are where.

    The hub reads them once a day and keeps them, so that staff choose also while the
    platform is dark.
    """

    @abstractmethod
    def warehouses(self) -> tuple[Warehouse, ...]:
        """Return those that goods are sold from; one of them is the main one."""


class ConfirmsLater(ABC):
    #: After this the platform has forgotten the receipt.
    receipt_lifetime: ClassVar[timedelta] = timedelta(hours=24)

    @abstractmethod
    def confirm(self, receipts: Sequence[Receipt]) -> Iterator[Outcome]:
        """Say what became of the work behind each receipt; PENDING while it goes on.

        A receipt the platform does not know yields nothing: its fate is unknown.
        """


class UploadsPictures(ABC):
    """The platform does not fetch pictures: it is handed each, once."""

    @abstractmethod
    def upload(self, picture: Picture, content: bytes) -> str:
        """Hand over one picture and return what the platform calls it.

        The hub keeps that and gives it back in `Listing.picture_ids`. Raises
        PlatformRefused for a picture that it does not take.
        """


class JudgesLater(ABC):
    """The platform takes a listing at once, ACCEPTED, and looks at it hours later.

    Until then, and where it says no, something else may be for sale there or nothing.
    The hub asks ever more seldom, and at once when an event is about the listing.
    """

    @abstractmethod
    def verdicts(self, external_ids: Sequence[str]) -> Iterator[Verdict]:
        """Say how each listing stands. One that is not there yields nothing."""


class FindsListings(ABC):
    @abstractmethod
    def find(self, skus: Sequence[str]) -> list[RemoteListing]:
        """Return what the platform holds under these skus, the oldest first."""


class ReadsBack(ABC):
    @abstractmethod
    def read_back(self, cursor: str) -> Page[RemoteListing]:
        """Return some of all that the account holds; an empty cursor starts over.

        The hub reads page by page, days apart if need be: a cursor that the platform
        no longer knows is a PlatformRefused.
        """


class MapsCategories(ABC):
    """The platform has a tree of categories, in which staff say where ours belong.

    The hub reads the tree from time to time and keeps it, so that staff choose also
    while the platform is dark.
    """

    #: How old the tree that is kept may be.
    tree_every: ClassVar[timedelta] = timedelta(days=1)

    @abstractmethod
    def categories(self, cursor: str) -> Page[CategoryNode]:
        """Return some of the tree; an empty cursor starts over.

        A cursor that the platform no longer knows is a PlatformRefused.
        """

    @abstractmethod
    def attributes(self, category: str) -> tuple[Attribute, ...]:
        """Return what this category asks of its products."""

    def recommended(self, title: str) -> str:
        """Return the category that the platform itself has for such a title, by its
        id; empty where it does not know one, or is no help.
        """
        return ""


class ImportsOrders(ABC):
    """The platform sells by itself. Its orders are polled; an event about one only
    means that it is read again.
    """

    #: How old the last reading of the orders may be when stock is to grow over there.
    order_freshness: ClassVar[timedelta] = timedelta(seconds=10)
    #: How many orders one call of `get_orders` takes.
    orders_per_call: ClassVar[int] = 50

    @abstractmethod
    def fetch_orders(
        self, since: datetime, cursor: str
    ) -> Page[RemoteOrder | UnreadableOrder]:
        """Return what was updated at or after `since`, page by page, the oldest first.

        A page that ends the list has an empty cursor.
        """

    @abstractmethod
    def get_orders(self, ids: Sequence[str]) -> list[RemoteOrder | UnreadableOrder]:
        """Return these orders as they are now; one that is not there is left out."""


class ImportsReturns(ABC):
    """Buyers ask the platform for their money, and what came of it is polled; an event
    about one only means that they are read again. Staff answer over there.
    """

    @abstractmethod
    def fetch_returns(self, since: datetime, cursor: str) -> Page[RemoteReturn]:
        """As `fetch_orders`."""


class ReceivesWebhooks(ABC):
    """The platform tells by itself that something happened, perhaps twice, late, in
    another order, or not at all.
    """

    @abstractmethod
    def subscribe(self, address: str) -> None:
        """Tell the platform where the shop's door is. Again changes nothing."""

    def challenge(self, delivery: Delivery) -> str | None:
        """Return the answer that proves the door ours, if the platform asks for one."""
        return None

    @abstractmethod
    def verify(self, delivery: Delivery) -> bool:
        """Is it signed with this account's or its app's secret? Of the raw body, in
        constant time, and without a call.
        """

    @abstractmethod
    def read(self, delivery: Delivery) -> list[Event]:
        """Return what it says. One delivery may carry events of many accounts.

        Raises ValueError when it makes no sense.
        """


class TellsOfLeaving(ABC):
    """The platform calls when somebody takes our access away, or wants what it gave us
    about them erased. The hub answers with the address of a page that says it is done.
    """

    @abstractmethod
    def leaver(self, delivery: Delivery) -> str | None:
        """Return whose account it is about, or nothing where it is not signed with
        this account's secret.
        """


class SendsTexts(ABC):
    @abstractmethod
    def send_text(self, to: str, text: str, key: str) -> None:
        """Hand over one SMS to a phone in E.164.

        The key stays the same while one message is repeated; where the platform knows
        such keys, it sends one.
        """


class SharesFeed(ABC):
    """A file with all that is on sale, which the platform fetches by itself.

    The second leg of a platform whose calls fail, or the only one. It is written line
    by line and never held as a whole.
    """

    #: How often the platform reads the file. It is built anew at most as often, and
    #: shortly before, if something has changed.
    feed_every: ClassVar[timedelta] = timedelta(hours=1)

    @property
    @abstractmethod
    def feed_format(self) -> FeedFormat: ...

    @abstractmethod
    def feed_head(self, shop: FeedShop) -> str:
        """Return what stands before the items."""

    @abstractmethod
    def feed_row(self, item: FeedItem) -> str:
        """Return one item, or raise PlatformRefused: staff see what is left out."""

    def feed_foot(self) -> str:
        """Return what stands behind the items."""
        return ""


class ConnectsByOAuth(ABC):
    """Staff say yes on the platform's own page instead of copying keys.

    The service is built with the `consent_fields` alone to begin with.
    """

    #: The credentials that are entered by hand all the same: those of our app.
    consent_fields: ClassVar[tuple[str, ...]]

    @abstractmethod
    def authorize_url(self, *, callback: str, state: str) -> str:
        """Where staff are sent to say yes. No call is made."""

    @abstractmethod
    def exchange(self, *, code: str, callback: str) -> Grant:
        """Trade the code, once. Raises PlatformRefused when it is no good."""

    @abstractmethod
    def refresh(self) -> Tokens:
        """Get other tokens for those of the credentials.

        One call, which is made again when its answer was lost. CredentialsDead: only
        staff can.
        """


class KnowsExpiry(ABC):
    """The platform says when credentials that were entered by hand end."""

    @abstractmethod
    def expires_at(self) -> datetime | None:
        """Return the moment; None: they do not end. One cheap call."""


class SignsIn(ABC):
    """People come in with their account at the platform (OAuth 2 with PKCE)."""

    #: What the button calls it, such as Facebook.
    provider: ClassVar[str]

    @property
    def called(self) -> str:
        """What the button of this connection calls it."""
        return self.provider

    @abstractmethod
    def authorize_url(self, *, callback: str, state: str, challenge: str) -> str:
        """Where the visitor is sent to say yes. May raise PlatformUnavailable where
        the platform has to be asked for that first; most make no call.
        """

    @abstractmethod
    def identify(self, *, code: str, callback: str, verifier: str) -> Identity:
        """Say who has said yes. Raises PlatformRefused when the code is no good."""

    @abstractmethod
    def probe(self) -> None:
        """Raise if nobody could sign in just now. Called again and again."""
