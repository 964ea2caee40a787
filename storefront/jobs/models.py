from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JobQuerySet(models.QuerySet["Job"]):
    def pending(self) -> Self:
        return self.filter(state__in=PENDING)

    def due(self, *, queue: str, now: datetime) -> Self:
        return self.pending().filter(queue=queue, run_at__lte=now)

    def running(self) -> Self:
        return self.filter(state=Job.State.RUNNING)

    def expired(self) -> Self:
        return self.running().filter(lease_until__lt=timezone.now())

    def held_as(self, job: "Job") -> Self:
        """The row as this attempt holds it: nothing once the lease was taken back."""
        return self.running().filter(
            pk=job.pk, attempts=job.attempts, lease_owner=job.lease_owner
        )


class Job(models.Model):
    """One piece of background work. The row of a job that is done is deleted."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        FAILED = "failed", _("Failed")  # tried again at run_at
        DEAD = "dead", _("Dead")

    #: "<app>.<function>"; kinds.py knows what it does.
    kind = models.CharField(_("kind"), max_length=100)
    #: Pending jobs of one kind and key are one job.
    key = models.CharField(_("key"), max_length=200, blank=True)
    #: Ids only.
    args = models.JSONField(_("arguments"), default=dict, blank=True)
    queue = models.CharField(_("queue"), max_length=20)
    #: Whose work it is, such as "connection:12": one group holds half a queue at most.
    group = models.CharField(_("group"), max_length=100, blank=True)
    state = models.CharField(
        _("state"), max_length=7, choices=State.choices, default=State.WAITING
    )
    #: Counted before the work starts, so that work which kills its worker counts too.
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    #: By the shop clock; the lease is real time.
    run_at = models.DateTimeField(_("not before"))
    lease_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    #: "<supervisor>/<cluster>"
    lease_owner = models.CharField(_("leased by"), max_length=80, blank=True)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["queue", "state", "run_at"], name="job_due"),
            models.Index(fields=["state", "lease_until"], name="job_lease"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=Q(state__in=["waiting", "failed"]) & ~Q(key=""),
                name="one_pending_job_per_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}".strip()


PENDING = (Job.State.WAITING, Job.State.FAILED)


class Queue(models.Model):
    """A row to lock while the shares of the groups in a queue are counted."""

    name = models.CharField(max_length=20, primary_key=True)

    def __str__(self) -> str:
        return self.name
