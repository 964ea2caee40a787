"""What search engines read of a page: schema.org as JSON-LD.

A data block is not run, so the strict Content-Security-Policy lets it stand.
"""

import json
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from storefront.catalog.models import Picture, Product
from storefront.catalog.money import whole_units
from storefront.inventory.models import Availability
from storefront.shop.models import Profile
from storefront.web.picker import Choice

#: What would end the element early, or begin a comment in it.
ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}
STATES = {
    Availability.SOLD_OUT: "OutOfStock",
    Availability.FEW_LEFT: "LimitedAvailability",
    Availability.IN_STOCK: "InStock",
}

Thing = dict[str, object]


def data_block(*things: Thing) -> SafeString:
    graph = {"@context": "https://schema.org", "@graph": things}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    escaped = text.translate(ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{escaped}</script>')  # noqa: S308 -- escaped above


def absolute(path: str) -> str:
    return path if "://" in path else settings.SITE_URL + path


def organization(profile: Profile) -> Thing:
    known = {
        "telephone": profile.phone,
        "email": profile.email,
        "address": profile.address,
        "legalName": profile.owner,
        "taxID": profile.tax_code,
        "logo": absolute(profile.logo.url) if profile.logo else "",
    }
    return {
        "@type": "Organization",
        "name": profile.shown_name,
        "url": settings.SITE_URL + "/",
        **{name: text for name, text in known.items() if text},
    }


def trail(steps: Iterable[tuple[str, str]]) -> Thing:
    """The way from home to here, as names with their addresses."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": place,
                "name": name,
                "item": absolute(path),
            }
            for place, (name, path) in enumerate(steps, start=1)
        ],
    }


def product_thing(
    product: Product, choices: Sequence[Choice], pictures: Sequence[Picture]
) -> Thing:
    thing: Thing = {
        "@type": "Product",
        "name": product.title,
        "description": " ".join(strip_tags(product.description).split())[:500],
        "image": [absolute(address_of(picture)) for picture in pictures],
        "url": absolute(product.get_absolute_url()),
        "offers": [offer(product, choice) for choice in choices],
    }
    if product.brand:
        thing["brand"] = {"@type": "Brand", "name": product.brand}
    if len(choices) == 1:
        thing |= identity(choices[0])
    return thing


def identity(choice: Choice) -> Thing:
    known = {"sku": choice.variant.sku, "gtin": choice.variant.gtin}
    return {name: text for name, text in known.items() if text}


def offer(product: Product, choice: Choice) -> Thing:
    price = whole_units(choice.variant.price, settings.SHOP_CURRENCY)
    return {
        "@type": "Offer",
        "url": absolute(product.get_absolute_url()),
        "price": str(price),
        "priceCurrency": settings.SHOP_CURRENCY,
        "availability": f"https://schema.org/{STATES[choice.availability]}",
        "itemCondition": "https://schema.org/NewCondition",
    } | identity(choice)


def address_of(picture: Picture) -> str:
    return (picture.rendition or picture.file).url
