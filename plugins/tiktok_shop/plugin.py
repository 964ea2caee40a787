"""TikTok Shop. README.md says how to get the credentials, and what is odd there."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cached_property

from django import forms
from django.utils.translation import gettext_lazy as _

from plugins.tiktok_shop import (
    categories,
    consent,
    events,
    limits,
    offers,
    orders,
    pictures,
    publishing,
    reading,
    refusals,
    returns,
    signing,
    windows,
)
from plugins.tiktok_shop.categories import LOCALES
from plugins.tiktok_shop.client import API, JSON, ORDERS_PER_PAGE, ShopClient
from plugins.tiktok_shop.product_client import ProductClient, selling
from storefront.contract.categories import Attribute, CategoryNode
from storefront.contract.consent import Grant, Tokens
from storefront.contract.data import (
    Budget,
    Creates,
    Listing,
    Outcome,
    Page,
    Picture,
    Problem,
    RemoteListing,
    Verdict,
    Warehouse,
)
from storefront.contract.errors import CredentialsDead, PlatformRefused
from storefront.contract.plugin import Service, register
from storefront.contract.returns import RemoteReturn
from storefront.contract.roles import (
    ConnectsByOAuth,
    FindsListings,
    HasWarehouses,
    ImportsOrders,
    ImportsReturns,
    JudgesLater,
    MapsCategories,
    PublishesListings,
    ReadsBack,
    ReceivesWebhooks,
    UpdatesOffers,
    UploadsPictures,
)
from storefront.contract.webhooks import Delivery, Event


class ShopCredentials(forms.Form):
    app_key = forms.RegexField(
        r"^[0-9a-z]{5,40}$",
        label=_("App key"),
        help_text=_("In Partner Center: App & Service, your app, App key."),
    )
    app_secret = forms.RegexField(
        r"^[0-9a-f]{20,80}$",
        label=_("App secret"),
        help_text=_("In Partner Center, beside the app key."),
    )
    service_id = forms.RegexField(
        r"^\d{10,25}$",
        label=_("Service id"),
        help_text=_(
            "In Partner Center: the number at the end of your app's authorization"
            " link. It is not the app key."
        ),
    )
    shop_id = forms.RegexField(
        r"^\d{10,25}$",
        label=_("Shop id"),
        help_text=_("A number of about 19 digits. A consent brings it along."),
    )
    shop_cipher = forms.RegexField(
        r"^[!-~]{10,200}$",
        label=_("Shop cipher"),
        help_text=_("Stands for the shop in every call. A consent brings it along."),
    )
    access_token = forms.RegexField(
        r"^[!-~]{10,1000}$",
        label=_("Access token"),
        help_text=_("Good for seven days. A consent brings it along, and renews it."),
    )
    warehouse_id = forms.RegexField(
        r"^\d{10,25}$",
        label=_("Warehouse id"),
        required=False,
        help_text=_(
            "The warehouse over there that has all our stock; every other one is told"
            " that it has none. Empty: the default one of the shop."
        ),
    )


@register
class TikTokShop(
    Service,
    PublishesListings,
    UpdatesOffers,
    UploadsPictures,
    HasWarehouses,
    JudgesLater,
    FindsListings,
    ReadsBack,
    MapsCategories,
    ConnectsByOAuth,
    ImportsOrders,
    ImportsReturns,
    ReceivesWebhooks,
):
    slug = "tiktok.shop"
    name = "TikTok Shop"
    credentials_form = ShopCredentials
    secrets = frozenset({"app_secret", "access_token"})
    account_field = "shop_id"
    consent_fields = ("app_key", "app_secret", "service_id")
    address = API
    #: Per app and shop, and nowhere written down for good: "starting rates" of 3 to 10
    #: a second for reading and 1 to 3 for writing (Partner Center, "Rate limits",
    #: 2026-05).
    budgets = (
        Budget("products", calls=2, per=timedelta(seconds=1)),
        Budget("offers", calls=3, per=timedelta(seconds=1)),
        Budget("pictures", calls=3, per=timedelta(seconds=1)),
        Budget("catalogue", calls=5, per=timedelta(seconds=1)),
        Budget("authorization", calls=3, per=timedelta(seconds=1)),
        Budget("orders", calls=3, per=timedelta(seconds=1)),
        Budget("returns", calls=3, per=timedelta(seconds=1)),
        #: All doors are opened in one go, or they begin anew each time and never end.
        Budget("events", calls=2 * len(events.ALL), per=timedelta(seconds=1)),
    )
    orders_per_call = ORDERS_PER_PAGE
    limits = limits.LIMITS
    creates = Creates.WITH_KEY
    #: Prices, stock and all the rest have calls of their own, with whole values.
    sends_may_overlap = True
    calls_at_once = 4

    @cached_property
    def client(self) -> ShopClient:
        return ShopClient(self.api_address, self.credentials, self.gate)

    @cached_property
    def products(self) -> ProductClient:
        return ProductClient(self.api_address, self.credentials, self.gate)

    def check(self) -> None:
        covered = {str(shop["id"]) for shop in self.client.authorized_shops()}
        if self.credentials["shop_id"] not in covered:
            raise CredentialsDead("the consent does not cover this shop")

    def authorize_url(self, *, callback: str, state: str) -> str:
        service_id = self.credentials["service_id"]
        return consent.page(self.api_address, service_id=service_id, state=state)

    def exchange(self, *, code: str, callback: str) -> Grant:
        told = self.client.tokens_for(code)
        known = {**self.credentials, "access_token": str(told["access_token"])}
        seller = ShopClient(self.api_address, known, self.gate)
        return consent.grant(told, seller.authorized_shops())

    def refresh(self) -> Tokens:
        spent = self.credentials["refresh_token"]
        return consent.tokens(self.client.tokens_after(spent))

    def problems_of(self, listing: Listing) -> tuple[Problem, ...]:
        return limits.problems_of(listing)

    def upload(self, picture: Picture, content: bytes) -> str:
        try:
            return self.products.upload(pictures.fitted(content))
        except PlatformRefused as refusal:
            raise PlatformRefused(refusals.problems_in(refusal)) from None

    def publish(self, listings: Sequence[Listing]) -> Iterator[Outcome]:
        for listing in listings:
            yield from publishing.publish(self.products, listing)

    def withdraw(self, listings: Sequence[Listing]) -> Iterator[Outcome]:
        return publishing.withdraw(self.products, listings)

    def update_offers(self, listings: Sequence[Listing]) -> Iterator[Outcome]:
        return offers.update(self.products, listings)

    def verdicts(self, external_ids: Sequence[str]) -> Iterator[Verdict]:
        for number in external_ids:
            if there := publishing.as_it_is(self.products, number):
                yield reading.verdict(there, self.in_english(there))

    def in_english(self, there: JSON) -> JSON:
        if not reading.was_refused(there):
            return there
        return self.products.product(str(there["id"]), locale=LOCALES["en"])

    def find(self, skus: Sequence[str]) -> list[RemoteListing]:
        return reading.listings(self.products.holding(skus))

    def read_back(self, cursor: str) -> Page[RemoteListing]:
        return windows.page(self.products, cursor)

    def categories(self, cursor: str) -> Page[CategoryNode]:
        vi, en = map(self.products.categories, LOCALES.values())
        return Page(categories.nodes(vi, en))

    def attributes(self, category: str) -> tuple[Attribute, ...]:
        vi, en = (self.products.attributes(category, one) for one in LOCALES.values())
        return categories.attributes(vi, en, self.products.rules(category))

    def recommended(self, title: str) -> str:
        return categories.leaf(self.products.recommended(title))

    def warehouses(self) -> tuple[Warehouse, ...]:
        told = selling(self.products.warehouses())
        main = self.products.main_of(told)
        return tuple(
            Warehouse(
                str(one["id"]), str(one.get("name", "")), main=str(one["id"]) == main
            )
            for one in told
        )

    def fetch_orders(self, since: datetime, cursor: str) -> Page[orders.Read]:
        return orders.page(self.client.orders_since(int(since.timestamp()), cursor))

    def get_orders(self, ids: Sequence[str]) -> list[orders.Read]:
        return orders.read_all(self.client.orders(ids))

    def fetch_returns(self, since: datetime, cursor: str) -> Page[RemoteReturn]:
        return returns.page(self.client.returns_since(int(since.timestamp()), cursor))

    def subscribe(self, address: str) -> None:
        for event in events.ALL:
            self.client.open_door(event, address)

    def verify(self, delivery: Delivery) -> bool:
        return signing.is_genuine(
            delivery,
            app_key=self.credentials.get("app_key", ""),
            secret=self.credentials.get("app_secret", ""),
        )

    def read(self, delivery: Delivery) -> list[Event]:
        return events.read(delivery)
