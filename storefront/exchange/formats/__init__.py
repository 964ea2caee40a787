"""The formats that are known by the names of their columns. A new one is one module."""

from storefront.exchange.formats.format import WritesProducts
from storefront.exchange.formats.ours import Ours
from storefront.exchange.formats.shopify import Shopify
from storefront.exchange.formats.woocommerce import WooCommerce

FORMATS: dict[str, type[WritesProducts]] = {
    each.name: each for each in (Ours, Shopify, WooCommerce)
}


def detect(columns: frozenset[str]) -> type[WritesProducts] | None:
    return next((each for each in FORMATS.values() if each.fits(columns)), None)
