"""Incidents that stand in the rows of the floors below, looked for again and again."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from storefront.connections.models import Breaker, Bucket, Connection
from storefront.contract.plugin import services
from storefront.jobs.models import Job
from storefront.outbox.alerts import Matter, keep_alerts
from storefront.outbox.models import Alert
from storefront.outbox.staff import tell

#: A platform that is back by then was hardly gone.
UNREACHABLE_FOR = timedelta(minutes=5)
USED_UP_FOR = timedelta(hours=1)


def watch() -> None:
    keep_alerts("unreachable", unreachable())
    keep_alerts("credentials dead", dead_credentials())
    keep_alerts("budget used up", used_up())
    keep_alerts("dead jobs", dead_jobs())
    for alert_id in Alert.objects.untold().values_list("pk", flat=True):
        tell(alert_id)


def page_of(connection: Connection) -> str:
    return reverse("admin:connections_connection_change", args=[connection.pk])


def unreachable() -> Iterator[Matter]:
    rows = Breaker.objects.exclude(opened_at=None).select_related("connection")
    for row in rows.exclude(connection__state=Connection.State.CLOSED):
        yield Matter(
            kind="unreachable",
            subject=str(row.connection_id),
            text=_("%(channel)s cannot be reached: %(reason)s"),
            facts={"channel": row.connection, "reason": row.reason},
            fix=_(
                "Nothing, if the platform is down: what has changed waits, and is sent"
                " when it is back."
            ),
            link=page_of(row.connection),
            grace=UNREACHABLE_FOR,
        )


def dead_credentials() -> Iterator[Matter]:
    for connection in Connection.objects.open().filter(needs_staff=True):
        yield Matter(
            kind="credentials dead",
            subject=str(connection.pk),
            text=_("%(channel)s no longer accepts our credentials: %(reason)s"),
            facts={"channel": connection, "reason": connection.trouble},
            fix=_(
                "Open the connection %(channel)s and enter new ones. Nothing is lost."
            ),
            link=page_of(connection),
        )


def used_up() -> Iterator[Matter]:
    for bucket in Bucket.objects.select_related("connection"):
        if is_used_up(bucket):
            yield Matter(
                kind="budget used up",
                subject=f"{bucket.connection_id} {bucket.endpoint}",
                text=_("%(channel)s: the budget of %(endpoint)s is used up."),
                facts={"channel": bucket.connection, "endpoint": bucket.endpoint},
                fix=_("Nothing: the most urgent goes first, and the rest follows."),
                link=page_of(bucket.connection),
                grace=USED_UP_FOR,
            )


def is_used_up(bucket: Bucket) -> bool:
    now = timezone.now()
    service = services().get(bucket.connection.service)
    declared = {b.endpoint: b for b in service.budgets} if service else {}
    budget = declared.get(bucket.endpoint)
    if budget:
        bucket.refill(budget, now)
    return bucket.wait(budget, now) > timedelta(0)


def dead_jobs() -> Iterator[Matter]:
    dead = Job.objects.filter(state=Job.State.DEAD)
    for kind, jobs in dead.values_list("kind").annotate(Count("pk")).order_by("kind"):
        yield Matter(
            kind="dead jobs",
            subject=kind,
            text=_("Background work failed for good: %(jobs)s × %(kind)s."),
            facts={"jobs": jobs, "kind": kind},
            fix=_("Look at why, and let it run again."),
            link=reverse("admin:jobs_job_changelist") + "?state__exact=dead",
        )
