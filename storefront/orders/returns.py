"""What buyers of a channel want back. The channel leads; staff answer over there."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from storefront.connections.models import Connection


class ReturnQuerySet(models.QuerySet["Return"]):
    def to_answer(self) -> Self:
        """The channel waits for the shop to say something."""
        told = self.filter(connection__in=Connection.objects.open())
        return told.filter(Q(answer_by__isnull=False) | Q(state=Return.State.ASKED))


class Return(models.Model):
    """It finds its order by the channel's name for it, which may be told of later."""

    class Kind(models.TextChoices):
        REFUND = "refund", _("Wants money back")
        RETURN = "return", _("Sends goods back for money")
        REPLACEMENT = "replacement", _("Wants other goods")

    class State(models.TextChoices):
        ASKED = "asked", _("waits for an answer")
        OFFERED = "offered", _("something else was offered")
        AGREED = "agreed", _("agreed, the goods are with the buyer still")
        COMING = "coming", _("the goods are on their way back")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")
        OTHER = "other", _("unknown here")

    connection = models.ForeignKey(
        "connections.Connection",
        models.PROTECT,
        related_name="returns",
        verbose_name=_("channel"),
    )
    external_id = models.CharField(_("external id"), max_length=100)
    order_external_id = models.CharField(_("order"), max_length=100)
    kind = models.CharField(_("what"), max_length=11, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=9, choices=State.choices)
    #: Until when the shop must say something over there; nothing: it is not its turn.
    answer_by = models.DateTimeField(_("to be answered by"), null=True, blank=True)
    #: By the channel's clock: of two tellings the later one counts.
    updated_at = models.DateTimeField(_("updated there"))

    objects = ReturnQuerySet.as_manager()

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "external_id"], name="one_row_per_return"
            ),
        ]
        indexes = [
            models.Index(
                fields=["connection", "order_external_id"], name="return_by_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_state_display()}"

    @property
    def to_do(self) -> Promise:
        """What staff do about it next."""
        if self.answer_by:
            return ANSWER
        if self.state == self.State.DONE and self.kind != self.Kind.REFUND:
            return COUNT
        return TO_DO.get(self.state, NOTHING)


ANSWER = _("Answer on the channel: without an answer it may be granted by itself.")
COUNT = _("If goods came back and can be sold again, count them into the stock.")
NOTHING = _("Nothing to do.")
TO_DO: dict[str, Promise] = {
    Return.State.ASKED: ANSWER,
    Return.State.AGREED: _("Wait for the goods; do not count them into the stock yet."),
    Return.State.COMING: _(
        "Look at the goods when they are here, and answer on the channel. What can be"
        " sold again is then counted into the stock."
    ),
    Return.State.OTHER: _("Look at it on the channel."),
}
