"""Turns of the engine, by hand."""

from datetime import timedelta

from django.utils import timezone

from storefront.catalog.models import Product, Variant
from storefront.catalog.services import Price, change_prices, save_product
from storefront.channels import planner, pusher, sync_runs
from storefront.channels.models import Attempt, Caution, Listing, Part
from storefront.connections.models import Breaker, Connection
from storefront.contract import data


def set_price(variant: Variant, amount: int) -> None:
    change_prices(prices={variant.pk: Price(amount)})


def let_prices_jump(connection: Connection) -> None:
    """Where prices are drawn by chance, and what is tested is something else."""
    rule = {"price_jump": 0}
    Caution.objects.update_or_create(connection=connection, defaults=rule)


def archive(variant: Variant) -> None:
    variant.product.state = Product.State.ARCHIVED
    save_product(variant.product)


def sync(connection: Connection) -> None:
    """Plan everything and send it, as the jobs would."""
    run = sync_runs.open_run(connection)
    sync_runs.plan_all(run)
    turn(connection)
    sync_runs.follow(connection)


def turn(connection: Connection) -> timedelta | None:
    """One planner job and one push job."""
    planner.plan_changes()
    connection.refresh_from_db()
    return pusher.push(connection)


def part(connection: Connection, sku: str, name: data.Part) -> Part:
    return Part.objects.get(connection=connection, offer__sku=sku, name=name)


def content(connection: Connection, sku: str) -> Part:
    listing = Listing.objects.get(connection=connection, offers__sku=sku)
    return Part.objects.get(listing=listing, name=data.Part.CONTENT)


def let_time_pass(seconds: float) -> None:
    """As if every open call had been made that much earlier."""
    delta = timedelta(seconds=seconds)
    for attempt in Attempt.objects.filter(ended_at=None):
        attempt.started_at -= delta
        if attempt.answered_at:
            attempt.answered_at -= delta
        if attempt.poll_at:
            attempt.poll_at -= delta
        attempt.save()
    for row in Part.objects.exclude(not_before=None):
        row.not_before -= delta
        row.save()
    for row in Part.objects.exclude(overtook_until=None):
        row.overtook_until -= delta
        row.save()
    Connection.objects.update(paused_at=None, paused_until=None)
    Breaker.objects.update(retry_at=timezone.now())
    Listing.objects.filter(lease_until__gt=timezone.now()).update(lease_until=None)
