import uuid
from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class MessageQuerySet(models.QuerySet["Message"]):
    def unclaimed(self) -> Self:
        """Not sent, and in nobody's hands, or in those of somebody who must be dead."""
        waiting = Q(state__in=[Message.State.WAITING, Message.State.FAILED])
        left_lying = Q(state=Message.State.SENDING, claimed_until__lt=timezone.now())
        return self.filter(waiting | left_lying)

    def forgotten(self) -> Self:
        """Never tried: the wake-up after the commit was lost."""
        return self.filter(
            state=Message.State.WAITING,
            created_at__lt=timezone.now() - timedelta(seconds=30),
        )


class Message(models.Model):
    """One e-mail or SMS. The row is the promise to send it; a job keeps it."""

    class Way(models.TextChoices):
        EMAIL = "email", _("E-mail")
        TEXT = "text", _("SMS")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed, tried again later")

    way = models.CharField(
        _("way"), max_length=5, choices=Way.choices, default=Way.EMAIL
    )
    #: An e-mail address, or a phone in E.164.
    to = models.CharField(_("to"), max_length=254)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"))
    #: Opens an account: staff never read it, and it is forgotten once sent.
    secret = models.BooleanField(default=False, editable=False)
    language = models.CharField(_("language"), max_length=5)
    #: What it is about, such as the number of an order.
    about = models.CharField(_("about"), max_length=40, blank=True)
    state = models.CharField(
        _("state"), max_length=7, choices=State.choices, default=State.WAITING
    )
    #: In the Message-ID header, so that a mailbox can know the same message again.
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    #: Real time, not the shop clock.
    claimed_until = models.DateTimeField(null=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    error = models.CharField(_("what went wrong"), max_length=300, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["state", "created_at"], name="message_by_state")
        ]

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"


class AlertQuerySet(models.QuerySet["Alert"]):
    def open(self) -> Self:
        return self.filter(settled_at=None)

    def loud(self) -> Self:
        """Open, and past the while in which it might have gone by itself."""
        return self.open().filter(quiet_until__lte=timezone.now())

    def untold(self) -> Self:
        """Staff are to be written to, and nobody has."""
        return self.loud().filter(by_email=True, emailed_at=None)


class Alert(models.Model):
    """Something that staff must know of: an incident. While it is open, it is one row,
    and staff were written to once.
    """

    #: What it is about: "oversold", and of what: "K7F3-9QXD mug-red".
    kind = models.CharField(_("kind"), max_length=40)
    subject = models.CharField(_("about"), max_length=160, blank=True)
    text_vi = models.CharField(_("text (Vietnamese)"), max_length=500)
    text_en = models.CharField(_("text (English)"), max_length=500)
    #: What to do about it, and the page on which it is done.
    fix_vi = models.CharField(_("what to do (Vietnamese)"), max_length=300, blank=True)
    fix_en = models.CharField(_("what to do (English)"), max_length=300, blank=True)
    link = models.CharField(_("page"), max_length=200, blank=True)
    #: How bad it is by now, in its kind's own words. Another stage is written of anew.
    stage = models.CharField(max_length=20, blank=True, editable=False)
    times = models.PositiveIntegerField(_("told so often"), default=1)
    raised_at = models.DateTimeField(_("raised"), auto_now_add=True)
    told_at = models.DateTimeField(_("last told"), auto_now_add=True)
    #: Real time, like all moments here. Gone before that, nobody need hear of it.
    quiet_until = models.DateTimeField(default=timezone.now, editable=False)
    by_email = models.BooleanField(default=True, editable=False)
    emailed_at = models.DateTimeField(_("written to staff"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=Q(settled_at=None),
                name="one_open_alert_per_matter",
            ),
        ]

    def __str__(self) -> str:
        return self.in_language(get_language() or "vi")

    @property
    def fix(self) -> str:
        return self.fix_vi if (get_language() or "vi") == "vi" else self.fix_en

    def in_language(self, language: str) -> str:
        return self.text_vi if language == "vi" else self.text_en
