"""How the shop's own machinery is: jobs, feeds, what staff must know of."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from storefront.contract import clock
from storefront.feeds.models import Feed
from storefront.health.lights import LONG, Colour
from storefront.jobs.models import Job
from storefront.outbox.models import Alert, Message


@dataclass(frozen=True, slots=True)
class Rest:
    dead_jobs: int
    due_jobs: int
    oldest_job_at: datetime | None
    outdated_feeds: int
    unsent: int
    alerts: list[Alert]

    @property
    def workers_stand_still(self) -> bool:
        return bool(self.oldest_job_at and self.oldest_job_at < clock.now() - LONG)

    @property
    def colour(self) -> Colour:
        if self.workers_stand_still:
            return Colour.RED
        return Colour.AMBER if self.dead_jobs or self.alerts else Colour.GREEN


def rest() -> Rest:
    due = Job.objects.pending().filter(run_at__lte=clock.now())
    jobs = due.aggregate(count=Count("pk"), oldest=Min("run_at"))
    waiting = [Message.State.WAITING, Message.State.FAILED]
    return Rest(
        dead_jobs=Job.objects.filter(state=Job.State.DEAD).count(),
        due_jobs=jobs["count"],
        oldest_job_at=jobs["oldest"],
        outdated_feeds=Feed.objects.outdated().count(),
        unsent=Message.objects.filter(state__in=waiting).count(),
        alerts=list(Alert.objects.filter(settled_at=None)[:20]),
    )
