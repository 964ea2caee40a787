"""Google Merchant Center, by a feed that Google fetches. README.md says how."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from plugins.google import feed
from storefront.contract.feed import XML, FeedFormat, FeedItem, FeedShop
from storefront.contract.plugin import Service, register
from storefront.contract.product_taxonomy import ProductTaxonomy
from storefront.contract.roles import SharesFeed


class MerchantCredentials(forms.Form):
    merchant_id = forms.RegexField(
        r"^\d{5,20}$",
        label=_("Merchant Center id"),
        help_text=_(
            "The number at the top right of merchants.google.com. Nothing is sent"
            " there: once the feed is built, paste its address under Data sources, Add"
            " product source, File."
        ),
    )


@register
class GoogleMerchant(Service, ProductTaxonomy, SharesFeed):
    slug = "google.merchant"
    name = "Google Merchant Center"
    credentials_form = MerchantCredentials
    account_field = "merchant_id"
    address = "https://merchants.google.com"
    #: Google fetches once a day, at an hour that the owner chooses there.
    feed_every = timedelta(days=1)
    feed_format: FeedFormat = XML

    def check(self) -> None:
        """There is nobody to ask: Google fetches, and no call is made."""

    def feed_head(self, shop: FeedShop) -> str:
        return feed.head(shop)

    def feed_row(self, item: FeedItem) -> str:
        return feed.row(item)

    def feed_foot(self) -> str:
        return feed.FOOT
