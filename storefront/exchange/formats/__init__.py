"""The formats that are known by the names of their columns. A new one is one module."""

from storefront.exchange.formats.format import Format
from storefront.exchange.formats.ours import Ours
from storefront.exchange.formats.shopify import Shopify
from storefront.exchange.formats.woocommerce import WooCommerce

FORMATS: dict[str, type[Format]] = {
    each.name: each for each in (Ours, Shopify, WooCommerce)
}


def detect(columns: frozenset[str]) -> type[Format] | None:
    return next((each for each in FORMATS.values() if each.fits(columns)), None)
