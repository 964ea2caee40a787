"""Facebook and Instagram Shop. README.md says how to get the credentials."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property

from django import forms
from django.utils.translation import gettext_lazy as _

from plugins.facebook import feed, limits, mapping, reading
from plugins.facebook.client import GraphClient, UnknownHandle
from plugins.facebook.mapping import DELETES, SAVES, UPDATES, Lane
from plugins.facebook.tokens import DIALOG, TokenClient, page_of_consent
from storefront.contract.consent import Grant, Tokens
from storefront.contract.data import (
    Budget,
    Creates,
    Listing,
    Offer,
    Outcome,
    Page,
    Part,
    Problem,
    Receipt,
    RemoteListing,
    State,
)
from storefront.contract.feed import CSV, FeedFormat, FeedItem, FeedShop
from storefront.contract.plugin import Service, register
from storefront.contract.product_taxonomy import ProductTaxonomy
from storefront.contract.roles import (
    ConfirmsLater,
    ConnectsByOAuth,
    KnowsExpiry,
    PublishesListings,
    ReadsBack,
    SharesFeed,
    UpdatesOffers,
)


class ShopCredentials(forms.Form):
    catalog_id = forms.RegexField(
        r"^\d{5,20}$",
        label=_("Catalogue id"),
        help_text=_(
            "In Commerce Manager: Settings, Catalogue. A number of about 16 digits."
        ),
    )
    access_token = forms.RegexField(
        r"^[!-~]{10,500}$",
        label=_("Access token"),
        help_text=_(
            "In Meta Business settings: Users, System users, Generate new token, with"
            " catalog_management, for a system user that may manage the catalogue."
        ),
    )
    app_secret = forms.RegexField(
        r"^[0-9a-f]{32}$",
        label=_("App secret"),
        help_text=_(
            "On developers.facebook.com: your app, App settings, Basic. The token must"
            " have been made for the same app."
        ),
    )
    app_id = forms.RegexField(
        r"^\d{5,20}$",
        label=_("App id"),
        required=False,
        help_text=_(
            "Stands above the app secret. Needed to connect by consent, and to hear in"
            " time when a token ends."
        ),
    )


@register
class FacebookShop(
    Service,
    PublishesListings,
    UpdatesOffers,
    ConfirmsLater,
    ReadsBack,
    ProductTaxonomy,
    SharesFeed,
    ConnectsByOAuth,
    KnowsExpiry,
):
    slug = "facebook.shop"
    name = "Facebook & Instagram Shop"
    credentials_form = ShopCredentials
    secrets = frozenset({"access_token", "app_secret"})
    account_field = "catalog_id"
    consent_fields = ("app_id", "app_secret")
    address = "https://graph.facebook.com"
    #: A shop without visitors from Meta yet has 8 batch calls in any minute (Rate
    #: Limits, Catalog Batch) and is stopped at the eighth: never more than 7 come here.
    budgets = (
        Budget("items_batch", calls=6, per=timedelta(minutes=1), burst=1),
        Budget("catalog_management", calls=15_000, per=timedelta(hours=1), burst=4_000),
    )
    limits = limits.LIMITS
    creates = Creates.UPSERT
    #: "Never overlap batches for the same product"; a batch takes about two minutes
    #: (Catalog Integration).
    sends_may_overlap = False
    settles_after = timedelta(minutes=5)
    #: No page says how long a handle is known: one that is not any more says so.
    receipt_lifetime = timedelta(hours=24)

    #: Scheduled data feeds are read once an hour at most ("Data Feed" reference).
    feed_every = timedelta(hours=1)
    feed_format: FeedFormat = CSV

    @cached_property
    def client(self) -> GraphClient:
        return GraphClient(self.api_address, self.credentials, self.gate)

    @cached_property
    def token_client(self) -> TokenClient:
        return TokenClient(self.api_address, self.credentials, self.gate)

    def check(self) -> None:
        self.client.catalogue()

    def problems_of(self, listing: Listing) -> tuple[Problem, ...]:
        public = self.api_address == self.address
        return limits.problems_of(listing, public=public)

    def publish(self, listings: Sequence[Listing]) -> Iterator[Outcome]:
        yield from self.send(listings, SAVES)

    def withdraw(self, listings: Sequence[Listing]) -> Iterator[Outcome]:
        yield from self.send(listings, DELETES)

    def update_offers(self, listings: Sequence[Listing]) -> Iterator[Outcome]:
        yield from refused_prices(listings)
        yield from self.send(map(without_refused_prices, listings), UPDATES)

    def send(self, listings: Iterable[Listing], lane: Lane) -> Iterator[Outcome]:
        for batch in mapping.batches(listings, lane):
            yield from mapping.taken(batch, self.client.items_batch(batch))

    def confirm(self, receipts: Sequence[Receipt]) -> Iterator[Outcome]:
        for receipt in receipts:
            yield from self.confirm_one(receipt)

    def confirm_one(self, receipt: Receipt) -> Iterator[Outcome]:
        try:
            status = self.client.batch_status(mapping.handle_of(receipt))
        except UnknownHandle:
            return
        if status.get("status") in mapping.NOTHING_DONE:
            return
        if status.get("status") != mapping.FINISHED:
            yield from mapping.pending(receipt)
            return
        said = mapping.errors_of(status)
        there = self.client.groups_of(mapping.doubtful(receipt, said))
        yield from mapping.confirmed(receipt, said, there)

    def read_back(self, cursor: str) -> Page[RemoteListing]:
        return reading.page(self.client.products_after(cursor))

    def authorize_url(self, *, callback: str, state: str) -> str:
        host = DIALOG if self.api_address == self.address else self.api_address
        app_id = self.credentials["app_id"]
        return page_of_consent(host, app_id=app_id, callback=callback, state=state)

    def exchange(self, *, code: str, callback: str) -> Grant:
        return self.token_client.granted(code, callback)

    def refresh(self) -> Tokens:
        return self.token_client.prolonged(self.credentials["access_token"])

    def expires_at(self) -> datetime | None:
        return self.token_client.ends_at(self.credentials["access_token"])

    def feed_head(self, shop: FeedShop) -> str:
        return feed.head()

    def feed_row(self, item: FeedItem) -> str:
        return feed.row(item)


def refused_prices(listings: Sequence[Listing]) -> Iterator[Outcome]:
    """A price that Meta cannot hold is refused here; the stock beside it still goes."""
    for listing in listings:
        for offer in mapping.changed(listing):
            problems = tuple(limits.price_problems(offer))
            if problems and Part.PRICE in offer.changed:
                yield Outcome(offer.key, Part.PRICE, State.REFUSED, problems=problems)


def without_refused_prices(listing: Listing) -> Listing:
    return replace(listing, offers=tuple(map(without_refused_price, listing.offers)))


def without_refused_price(offer: Offer) -> Offer:
    if any(limits.price_problems(offer)):
        return replace(offer, changed=offer.changed - {Part.PRICE})
    return offer
