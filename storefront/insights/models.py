from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: Nobody is reminded more often.
REST = timedelta(days=90)


class InviteQuerySet(models.QuerySet["Invite"]):
    def waiting(self) -> Self:
        return self.filter(state=Invite.State.WAITING)

    def recent(self) -> Self:
        return self.filter(created_at__gt=timezone.now() - REST)


class Invite(models.Model):
    """A reminder to a customer whose account hangs on one way in, sent at a pace."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        NOT_NEEDED = "not_needed", _("Not needed any more")
        NOT_WANTED = "not_wanted", _("Does not want reminders")
        NOT_REACHED = "not_reached", _("No address is known")

    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="invites"
    )
    #: What their account hangs on, as the lock-out report calls it.
    reliance = models.CharField(_("hangs on"), max_length=40)
    state = models.CharField(
        _("state"), max_length=11, choices=State.choices, default=State.WAITING
    )
    created_at = models.DateTimeField(_("asked for"), auto_now_add=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    objects = InviteQuerySet.as_manager()

    class Meta:
        verbose_name = _("invite")
        verbose_name_plural = _("invites")
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "id"], name="invite_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(state="waiting"),
                name="one_waiting_invite_each",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer}: {self.state}"
