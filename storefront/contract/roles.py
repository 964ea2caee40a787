"""What a service can do. A plugin takes the roles it can honour; isinstance answers.

Every method takes a batch, may be called again with the same batch, and never sleeps,
retries, schedules or stores: the hub does that.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import ClassVar

from storefront.contract.data import (
    Creates,
    Limits,
    Listing,
    Outcome,
    Page,
    Receipt,
    RemoteListing,
)


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


class ConfirmsLater(ABC):
    #: After this the platform has forgotten the receipt.
    receipt_lifetime: ClassVar[timedelta] = timedelta(hours=24)

    @abstractmethod
    def confirm(self, receipts: Sequence[Receipt]) -> Iterator[Outcome]:
        """Say what became of the work behind each receipt; PENDING while it goes on.

        A receipt the platform does not know yields nothing: its fate is unknown.
        """


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
