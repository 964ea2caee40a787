"""Turns of the workers, by hand, and the post that the platform sends."""

import time

from django.test import Client

from plugins.demo.fake import hooks
from plugins.demo.sandbox import DemoSandbox
from storefront.catalog.models import Variant
from storefront.connections.models import Connection
from storefront.contract import clock
from storefront.intake.reading import look_at_orders, read_orders
from storefront.inventory.models import Movement, Stock
from storefront.jobs.kinds import Later, kinds
from storefront.jobs.models import Job
from storefront.orders.models import Order

DOOR = "/hooks/demo.shop/"
FOR_EVER = 10 * 365 * 24 * 3600


def post(hook: hooks.Hook, **changed: object) -> int:
    """Bring one to our door; return the answer's status."""
    facts = {"body": hook.body, "signature": hooks.sign(hook.body)} | changed
    return (
        Client()
        .post(
            DOOR,
            data=facts["body"],
            content_type="application/json",
            headers={"X-Demo-Signature": facts["signature"]},
        )
        .status_code
    )


def waiting_hooks(platform: DemoSandbox) -> list[hooks.Hook]:
    """Everything the platform will ever send, as things stand."""
    return hooks.due(platform, until=time.time() + FOR_EVER)


def deliver(platform: DemoSandbox) -> None:
    for hook in waiting_hooks(platform):
        assert post(hook) == 200
        hooks.sent(platform, hook)


def work() -> None:
    """Do the jobs that are due, as workers would, until none is."""
    while job := due_job():
        Job.objects.filter(pk=job.pk).delete()
        try:
            kinds[job.kind].function(**job.args)
        except Later:
            return


def due_job() -> Job | None:
    due = Job.objects.pending().filter(run_at__lte=clock.now())
    return due.exclude(kind__startswith="channels.").order_by("pk").first()


def poll(channel: Connection) -> None:
    channel.refresh_from_db()
    read_orders(channel)


def look(channel: Connection) -> None:
    while look_at_orders(channel):
        pass


def states() -> dict[str, str]:
    """By the platform's number, where each order stands with us."""
    return dict(Order.objects.values_list("external_id", "state"))


def standing(of: Variant) -> tuple[int, int]:
    rows = Stock.objects.filter(variant=of).values_list("on_hand", "reserved")
    return sum(row[0] for row in rows), sum(row[1] for row in rows)


def balanced() -> bool:
    """Do the movements of every stock row add up to it?"""
    return all(
        stock.on_hand == sum(m.quantity for m in stock.movements.all())
        for stock in Stock.objects.prefetch_related("movements")
    )


def booked(order: Order) -> int:
    """What the order has taken, by the ledger."""
    moved = Movement.objects.filter(reason="channel", reference=order.number)
    return -sum(movement.quantity for movement in moved)
