"""How platforms judge listings that they took before they looked."""

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from storefront.connections.models import Connection
from storefront.contract.data import Judgement


class ReviewQuerySet(models.QuerySet["Review"]):
    def waiting(self) -> Self:
        return self.filter(state=Judgement.WAITING)

    def due(self) -> Self:
        return self.filter(ask_at__lte=timezone.now())


class Review(models.Model):
    """What became of the content that a listing's platform accepted last.

    Asked about ever more seldom while it waits, and whenever an event is about it.
    """

    STATES = [
        (str(Judgement.WAITING), _("Waiting")),
        (str(Judgement.PASSED), _("Passed")),
        (str(Judgement.REFUSED), _("Refused")),
    ]

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="+")
    listing = models.OneToOneField(
        "channels.Listing", models.CASCADE, related_name="review"
    )
    #: Of the content that is judged: what was attempted, and accepted.
    number = models.BigIntegerField()
    state = models.CharField(max_length=7, choices=STATES)
    #: Real time, as everything here.
    since = models.DateTimeField()
    ask_at = models.DateTimeField(null=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["connection", "ask_at"],
                condition=models.Q(ask_at__isnull=False),
                name="review_due",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_state_display())
