import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Consent(models.Model):
    """A yes or a no of a customer. Rows are added, never changed; the last counts."""

    class Purpose(models.TextChoices):
        NEWS = "news", _("News and offers")
        REMINDERS = "reminders", _("Reminders about the account")

    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents"
    )
    purpose = models.CharField(_("for what"), max_length=9, choices=Purpose.choices)
    given = models.BooleanField(_("given"))
    #: The sentence they saw, as they saw it.
    text = models.CharField(_("text"), max_length=500)
    #: A digest of that sentence in every language; another sentence is another version.
    version = models.CharField(_("version of the text"), max_length=12)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["customer", "purpose", "id"], name="consent_last")
        ]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.given}"


class Goodbye(models.Model):
    """A company told that somebody wants what it gave us forgotten, or has left it.

    Holds nothing of that person: only what was done, for the page that says so.
    """

    class Kind(models.TextChoices):
        ERASE = "erase", _("Erase")
        LEAVE = "leave", _("Left")

    code = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    connection = models.ForeignKey(
        "connections.Connection", models.PROTECT, related_name="+"
    )
    kind = models.CharField(_("what"), max_length=5, choices=Kind.choices)
    #: Was there anybody whom this company's account opened?
    known = models.BooleanField(_("was known here"))
    done_at = models.DateTimeField(_("done"), auto_now_add=True)

    class Meta:
        verbose_name = _("goodbye")
        verbose_name_plural = _("goodbyes")
        ordering = ["-done_at"]

    def __str__(self) -> str:
        return f"{self.connection}: {self.kind}"
