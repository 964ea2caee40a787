"""A channel to copy: the smallest honest plugin. README.md says what it shows."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from plugins.demo import categories, consent, mapping, orders
from plugins.demo.client import DemoClient
from storefront.contract.categories import Attribute, CategoryNode
from storefront.contract.consent import Grant, Tokens
from storefront.contract.data import (
    Budget,
    Creates,
    Limits,
    Listing,
    Outcome,
    Page,
    RemoteListing,
)
from storefront.contract.plugin import Service, register
from storefront.contract.roles import (
    ConnectsByOAuth,
    FindsListings,
    ImportsOrders,
    MapsCategories,
    PublishesListings,
    ReadsBack,
    ReceivesWebhooks,
    UpdatesOffers,
)
from storefront.contract.webhooks import Delivery, Event


class DemoCredentials(forms.Form):
    shop = forms.SlugField(
        label=_("Shop"),
        max_length=40,
        help_text=_("Any name of letters and digits. The sandbox knows every shop."),
    )
    token = forms.RegexField(
        r"^[!-~]+$",
        label=_("Token"),
        max_length=100,
        help_text=_("The name of the shop followed by -token, such as demo-token."),
    )
    secret = forms.RegexField(
        r"^[!-~]+$",
        label=_("Secret of the app"),
        max_length=100,
        required=False,
        help_text=_("What webhooks are signed with. Without it none is believed."),
    )
    app_key = forms.RegexField(
        r"^[!-~]+$",
        label=_("Key of the app"),
        max_length=100,
        required=False,
        help_text=_("Needed to connect by consent only: demo-app."),
    )


@register
class DemoShop(
    Service,
    PublishesListings,
    UpdatesOffers,
    FindsListings,
    ReadsBack,
    MapsCategories,
    ImportsOrders,
    ReceivesWebhooks,
    ConnectsByOAuth,
):
    slug = "demo.shop"
    name = "Demo Shop"
    credentials_form = DemoCredentials
    secrets = frozenset({"token", "secret"})
    account_field = "shop"
    consent_fields = ("app_key", "secret")
    #: Where `manage.py sandbox` serves it when the shop runs on port 8000.
    address = "http://127.0.0.1:8001"
    budgets = (
        Budget("products", calls=60, per=timedelta(seconds=1)),
        Budget("offers", calls=60, per=timedelta(seconds=1)),
        Budget("search", calls=60, per=timedelta(seconds=1)),
        Budget("categories", calls=60, per=timedelta(seconds=1)),
        Budget("orders", calls=10, per=timedelta(seconds=1)),
    )
    limits = Limits(
        items_per_batch=20, title=120, description=5000, max_variants=50, sku=100
    )
    creates = Creates.BLINDLY
    mapping_version = 2  # a sku has its GTIN since
    calls_at_once = 8
    #: It answers within half a second, and finds a product two seconds after that.
    settles_after = timedelta(seconds=3)

    @cached_property
    def client(self) -> DemoClient:
        return DemoClient(self.api_address, self.credentials, self.gate)

    def check(self) -> None:
        self.client.check_account()

    def publish(self, listings: Sequence[Listing]) -> Iterator[Outcome]:
        for listing in listings:
            yield from mapping.published(listing, self.client.save_product(listing))

    def withdraw(self, listings: Sequence[Listing]) -> Iterator[Outcome]:
        for listing in listings:
            yield mapping.withdrawn(listing, self.client.delete_product(listing))

    def update_offers(self, listings: Sequence[Listing]) -> Iterator[Outcome]:
        for listing, offer in mapping.changed_offers(listings):
            yield from mapping.updated(offer, self.client.save_offer(listing, offer))

    def find(self, skus: Sequence[str]) -> list[RemoteListing]:
        return mapping.found(self.client.find_products(skus))

    def read_back(self, cursor: str) -> Page[RemoteListing]:
        return mapping.read_back(self.client.products_after(cursor))

    def categories(self, cursor: str) -> Page[CategoryNode]:
        return categories.page(self.client.all_categories())

    def attributes(self, category: str) -> tuple[Attribute, ...]:
        return categories.attributes(self.client.attributes_of(category))

    def recommended(self, title: str) -> str:
        return str(self.client.recommended(title).body.get("id") or "")

    def fetch_orders(self, since: datetime, cursor: str) -> Page[orders.Read]:
        after = orders.milliseconds(since)
        return orders.page(self.client.list_orders(after, cursor))

    def get_orders(self, ids: Sequence[str]) -> list[orders.Read]:
        return orders.listed(self.client.some_orders(ids))

    def subscribe(self, address: str) -> None:
        self.client.open_door(address)

    def verify(self, delivery: Delivery) -> bool:
        return orders.signed_with(self.credentials.get("secret", ""), delivery)

    def read(self, delivery: Delivery) -> list[Event]:
        return orders.events(delivery)

    def authorize_url(self, *, callback: str, state: str) -> str:
        app = self.credentials["app_key"]
        asked = urlencode({"app": app, "redirect": callback, "state": state})
        return f"{self.api_address}/consent?{asked}"

    def exchange(self, *, code: str, callback: str) -> Grant:
        return consent.grant(self.client.tokens(code=code, callback=callback))

    def refresh(self) -> Tokens:
        spent = self.credentials["refresh_token"]
        return consent.tokens(self.client.tokens(refresh=spent))
