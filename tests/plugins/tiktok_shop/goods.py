"""Listings and products that the platform takes; a test states what matters to it."""

from dataclasses import replace
from typing import Any

from django.core.files.base import ContentFile

from plugins.tiktok_shop.sandbox import TikTokShopSandbox
from storefront.catalog import models as catalog
from storefront.channels.models import CategoryChoice
from storefront.connections.models import Connection
from storefront.contract.data import Listing, Money, Offer, Option, Part, Picture
from tests.plugins.tiktok_shop.selling import KEYS
from tests.plugins.tiktok_shop.wire import picture

BOWLS, PLATES, SHIRTS, LAMPS = "600154", "600155", "601226", "600173"
TEA = "700645"
URI = "tos-sandbox/bowl"
PHOTO = Picture("https://shop.example/bowl.jpg", 600, 600)
EVERYTHING = frozenset({Part.PRICE, Part.STOCK})


class Prepared(TikTokShopSandbox):
    """It knows a picture already, and its audits end as soon as somebody looks."""

    seeded = KEYS

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.turn("audit_takes", 0)
        hold_picture(self)


def hold_picture(tiktok: TikTokShopSandbox, uri: str = URI) -> None:
    with tiktok.writing() as rows:
        rows.execute(
            "insert or replace into image values (?, ?, 600, 600, '', 'PNG', ?)",
            (uri, f"http://tiktok/{uri}", picture()),
        )


def offer(sku: str = "BAT-S", *, size: str = "Nhỏ", **changed: Any) -> Offer:
    told = Offer(
        key=f"o-{sku}",
        sku=sku,
        price=Money(120_000, "VND"),
        stock=7,
        options=(Option("size", "Cỡ", size),) if size else (),
        weight_grams=450,
        changed=EVERYTHING,
    )
    return replace(told, **changed)


def listing(*offers: Offer, key: str = "l1", **changed: Any) -> Listing:
    told = Listing(
        key=key,
        title="Bát cơm men lam vẽ tay, gốm nung 1250 độ",
        description="Bát gốm vẽ tay.",
        url="https://shop.example/vi/p/bat/",
        offers=offers or (offer(), offer("BAT-L", size="Lớn")),
        channel_category=BOWLS,
        pictures=(PHOTO,),
        picture_ids={PHOTO.url: URI},
        idempotency_key=f"create-{key}",
        changed=frozenset(Part),
    )
    return replace(told, **changed)


def numbered(number: int) -> Listing:
    """With two offers, like those of the conformance kit."""
    sizes = ((2 * number, "Nhỏ"), (2 * number + 1, "Lớn"))
    offers = (
        offer(
            f"SKU-{n}",
            size=size,
            key=f"o{n}",
            price=Money(120_000 + n, "VND"),
            stock=n,
        )
        for n, size in sizes
    )
    return listing(
        *offers,
        key=f"l{number}",
        title=f"Bát cơm men lam vẽ tay, gốm Bát Tràng số {number}",
    )


def furnish(connection: Connection) -> None:
    """Give every product what the platform asks for beside a price and a stock."""
    catalog.Product.objects.update(
        title_vi="Bình sữa chống đầy hơi cho bé, cổ rộng",
        title_en="Bottle against colic, with a wide neck",
    )
    catalog.Variant.objects.update(weight_grams=300)
    for kept in catalog.Picture.objects.all():
        kept.rendition.storage.save(str(kept.rendition), ContentFile(picture()))
    for category in catalog.Category.objects.all():
        CategoryChoice.objects.create(
            connection=connection, category=category, external_id=BOWLS
        )
