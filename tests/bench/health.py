"""The health page with 100,000 offers, a fifth of them waiting and a tenth refused."""

import json
import os
import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median

import django

django.setup()

from django.db import connection as database
from django.utils import timezone

from storefront.catalog.models import Product, Variant
from storefront.channels.models import Answer, Listing, Offer, Part
from storefront.connections.models import Connection
from storefront.health.lights import lights
from storefront.health.preview import preview
from storefront.health.problems import problems
from storefront.health.rest import rest
from tests import builders
from tests.catalogue import fill

FULL = os.environ.get("SIZE") == "full"
OFFERS = 100_000 if FULL else 5000
ROUNDS = 7
BATCH = 2000

#: What a look at the page may cost, in seconds.
GOAL = 0.5


def problem(number: int) -> dict[str, object]:
    text = {"vi": f"Lỗi {number}", "en": f"Problem {number}"}
    return {"code": f"p{number}", "message": text, "fix": None, "field": "pictures"}


def list_everything(connection: Connection) -> None:
    """As if all had been sent long ago, and some changed since."""
    products = Product.objects.order_by("pk")
    listings = Listing.objects.bulk_create(
        [
            Listing(connection=connection, product=row, listed_at=timezone.now())
            for row in products.iterator()
        ],
        batch_size=BATCH,
    )
    by_product = {listing.product_id: listing for listing in listings}
    offers = Offer.objects.bulk_create(
        [
            Offer(
                connection=connection,
                listing=by_product[row.product_id],
                variant=row,
                sku=row.sku,
                listed=True,
            )
            for row in Variant.objects.order_by("pk").iterator()
        ],
        batch_size=BATCH,
    )
    contents = (content_of(row, number) for number, row in enumerate(listings))
    Part.objects.bulk_create(contents, batch_size=BATCH)
    for name in ("price", "stock"):
        parts = (part_of(row, name, number) for number, row in enumerate(offers))
        Part.objects.bulk_create(parts, batch_size=BATCH)
    answers = (answer_of(connection, number) for number in range(OFFERS))
    Answer.objects.bulk_create(answers, batch_size=BATCH)


def content_of(listing: Listing, number: int) -> Part:
    refused = 2 if number % 10 == 0 else 0
    return Part(
        connection_id=listing.connection_id,
        listing=listing,
        name="content",
        wanted=2 if refused else 1,
        confirmed=1,
        refused=refused,
        problems=[problem(number % 7)] if refused else [],
    )


def part_of(offer: Offer, name: str, number: int) -> Part:
    return Part(
        connection_id=offer.connection_id,
        listing_id=offer.listing_id,
        offer=offer,
        name=name,
        wanted=2 if number % 5 == 0 else 1,
        confirmed=1,
        wanted_at=timezone.now() - timedelta(minutes=number % 9),
    )


def answer_of(connection: Connection, number: int) -> Answer:
    return Answer(
        connection_id=connection.pk,
        listing_id=number,
        part="price",
        state="accepted",
        number=1,
        waited=number % 5000,
        told_at=timezone.now(),
    )


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def look(connection: Connection) -> None:
    lights()
    rest()
    problems(connection)


def main() -> None:
    fill(OFFERS // 2, variants=2)
    connection = builders.connection(service="facebook.shop")
    list_everything(connection)
    with database.cursor() as cursor:
        cursor.execute("analyze")
    page = median(seconds(lambda: look(connection)) for _ in range(ROUNDS))
    figures = {
        "offers": Offer.objects.count(),
        "lights_seconds": round(median(seconds(lights) for _ in range(ROUNDS)), 3),
        "page_seconds": round(page, 3),
        "preview_seconds": round(seconds(lambda: preview(connection)), 3),
        "goal_seconds": GOAL,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
