"""What the platforms answered, part by part, kept for 90 days."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from storefront.contract import data

KEPT = timedelta(days=90)

#: So many rows are deleted in one statement.
CHUNK = 5000

PART_NAMES = {
    data.Part.CONTENT: _("content"),
    data.Part.PRICE: _("price"),
    data.Part.STOCK: _("stock"),
}

LONGEST_WAIT = 2**31 - 1


class AnswerQuerySet(models.QuerySet["Answer"]):
    def of_listing(self, listing_id: int) -> Self:
        """The newest first."""
        return self.filter(listing_id=listing_id).order_by("-pk")

    def confirming(self, connection_id: int) -> Self:
        """Those that made a wish true, the newest first."""
        rows = self.filter(connection_id=connection_id, waited__isnull=False)
        return rows.order_by("-pk")


class Answer(models.Model):
    """What a platform said to one part. Only ever added, and so lean: ids without
    foreign keys, and the words of the first problem.
    """

    class State(models.TextChoices):
        ACCEPTED = data.State.ACCEPTED, _("Accepted")
        REFUSED = data.State.REFUSED, _("Refused")
        GONE = data.State.GONE, _("Not there")

    connection_id = models.BigIntegerField()
    listing_id = models.BigIntegerField()
    offer_id = models.BigIntegerField(null=True)
    part = models.CharField(max_length=7)
    state = models.CharField(max_length=8, choices=State.choices)
    #: The wanted number that was answered.
    number = models.BigIntegerField()
    code = models.CharField(max_length=60, blank=True)
    message_vi = models.CharField(max_length=300, blank=True)
    message_en = models.CharField(max_length=300, blank=True)
    #: Milliseconds from the change to this, if it was confirmed by this.
    waited = models.PositiveIntegerField(null=True)
    #: Real time.
    told_at = models.DateTimeField()

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        indexes = [
            models.Index(fields=["listing_id", "-id"], name="answer_of_listing"),
            models.Index(
                fields=["connection_id", "-id"],
                condition=Q(waited__isnull=False),
                name="answer_confirming",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.number}: {self.state}"

    @property
    def message(self) -> str:
        vietnamese = (get_language() or "vi").startswith("vi")
        return self.message_vi if vietnamese else self.message_en

    @property
    def colour(self) -> str:
        return "green" if self.state == data.State.ACCEPTED else "amber"

    def what(self, skus: Mapping[int, str]) -> str:
        """Which part of which variant; `skus` are those of the listing's offers."""
        name = PART_NAMES[data.Part(self.part)]
        if self.offer_id is None:
            return str(name)
        return f"{skus.get(self.offer_id, '–')}: {name}"


def first_words(problems: Iterable[data.Problem]) -> Mapping[str, str]:
    for problem in problems:
        return {
            "code": problem.code[:60],
            "message_vi": problem.message.vi[:300],
            "message_en": problem.message.en[:300],
        }
    return {}


def milliseconds(since: datetime | None, until: datetime) -> int | None:
    if since is None:
        return None
    return min(max(int((until - since) / timedelta(milliseconds=1)), 0), LONGEST_WAIT)


def forget_old_answers() -> int:
    """Chunk by chunk from the oldest row on, so that nothing waits for it.

    Rows are added as time passes: the first one that is young ends it.
    """
    oldest = timezone.now() - KEPT
    forgotten = 0
    while True:
        rows = Answer.objects.order_by("pk").values_list("pk", "told_at")[:CHUNK]
        old = [pk for pk, told_at in rows if told_at < oldest]
        Answer.objects.filter(pk__in=old).delete()
        forgotten += len(old)
        if len(old) < CHUNK:
            return forgotten
