"""Incidents that stand in the rows of the floors below, looked for again and again."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from storefront.connections.models import Breaker, Bucket, Connection
from storefront.connections.renewing import renewable
from storefront.contract import clock
from storefront.contract.plugin import services
from storefront.jobs.models import Job
from storefront.outbox.alerts import Matter, keep_alerts
from storefront.outbox.models import Alert
from storefront.outbox.staff import tell

#: A platform that is back by then was hardly gone.
UNREACHABLE_FOR = timedelta(minutes=5)
USED_UP_FOR = timedelta(hours=1)
#: Tokens that died may be renewed without staff, who need not hear of it then.
RENEWED_WITHIN = timedelta(seconds=20)
#: Days before the end at which staff are written to.
STAGES = (1, 7, 14)

ANEW = _(
    "Open the connection, enter new credentials and press “Save”. Nothing is lost."
)
AGAIN = _("Open the connection and press “Connect again”. Nothing is lost.")


def watch() -> None:
    keep_alerts("unreachable", unreachable())
    keep_alerts("credentials dead", dead_credentials())
    keep_alerts("credentials end", ending_credentials())
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
    rows = Connection.objects.open().filter(needs_staff=True).select_related("grant")
    for connection in rows:
        yield Matter(
            kind="credentials dead",
            subject=str(connection.pk),
            text=_("%(channel)s no longer accepts our credentials: %(reason)s"),
            facts={"channel": connection, "reason": connection.trouble},
            fix=AGAIN if connection.grant else ANEW,
            link=page_of(connection),
            grace=RENEWED_WITHIN if renewable(connection) else timedelta(0),
        )


def ending_credentials() -> Iterator[Matter]:
    now = clock.now()
    soon = Connection.objects.open().filter(
        needs_staff=False, expires_at__lte=now + timedelta(days=STAGES[-1])
    )
    for connection in soon:
        ends_at = connection.expires_at or now
        left = max(ends_at - now, timedelta(0)) / timedelta(days=1)
        within = next(days for days in STAGES if left <= days)
        yield Matter(
            kind="credentials end",
            subject=str(connection.pk),
            text=_("The credentials of %(channel)s end on %(day)s."),
            facts={"channel": connection, "day": day_of(ends_at)},
            fix=AGAIN if connection.grant_id else ANEW,
            link=page_of(connection),
            stage=f"{within}",
        )


def day_of(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y}"


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
