from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DrillQuerySet(models.QuerySet["Drill"]):
    def under_way(self) -> Self:
        return self.filter(ended_at=None)


class Drill(models.Model):
    """A service was made to look gone for a while, and what became of the shop then.

    All moments are real time. It is over once everything has caught up.
    """

    connection = models.ForeignKey(
        "connections.Connection",
        models.PROTECT,
        related_name="drills",
        verbose_name=_("connection"),
    )
    began_at = models.DateTimeField(_("began"))
    #: The service is back then, whoever died meanwhile.
    until = models.DateTimeField(_("until"))
    noticed_at = models.DateTimeField(_("noticed"), null=True)
    caught_up_at = models.DateTimeField(_("caught up"), null=True)
    ended_at = models.DateTimeField(_("over"), null=True)
    #: What the website did meanwhile.
    orders = models.PositiveIntegerField(_("orders"), default=0)
    sign_ins = models.PositiveIntegerField(_("sign-ins"), default=0)
    #: An order placed for the drill and rolled back. None: nothing is in stock.
    rehearsal_ms = models.PositiveIntegerField(_("test order (ms)"), null=True)
    order_failed = models.CharField(_("test order failed"), max_length=200, blank=True)
    #: Parts of listings that waited: at the worst moment, and when it was back.
    most_waiting = models.PositiveIntegerField(_("waited at most"), default=0)
    left_waiting = models.PositiveIntegerField(_("waited at the end"), default=0)
    #: Of this service during the drill: there should be none.
    calls = models.PositiveIntegerField(_("calls made"), default=0)

    objects = DrillQuerySet.as_manager()

    class Meta:
        verbose_name = _("outage drill")
        verbose_name_plural = _("outage drills")
        ordering = ["-id"]
        permissions = [("run_drill", _("Can run an outage drill"))]
        constraints = [
            models.UniqueConstraint(
                fields=["connection"],
                condition=Q(ended_at=None),
                name="one_drill_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.connection} {self.began_at:%d.%m.%Y}"

    @property
    def noticed_after(self) -> int | None:
        return seconds(self.began_at, self.noticed_at)

    @property
    def caught_up_after(self) -> int | None:
        return seconds(self.until, self.caught_up_at)

    @property
    def passed(self) -> bool:
        """The shop sold on, nothing was called, and everything caught up."""
        return not self.order_failed and not self.calls and bool(self.caught_up_at)


def seconds(begin: datetime, end: datetime | None) -> int | None:
    return round(max((end - begin).total_seconds(), 0)) if end else None
