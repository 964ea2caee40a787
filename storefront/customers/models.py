import uuid
from typing import Self

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from storefront.customers.phones import readable


class User(AbstractUser):
    """Whoever can sign in: staff by the admin's door, customers by the shop's."""

    #: What a customer is called; staff have a first and a last name too.
    name = models.CharField(_("name"), max_length=100, blank=True)
    #: Proved by a code. E.164, such as +84912345678.
    phone = models.CharField(
        _("phone"), max_length=16, unique=True, null=True, blank=True
    )

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def is_customer(self) -> bool:
        return not (self.is_staff or self.is_superuser)


class Identity(models.Model):
    """Somebody's account at another company, which opens theirs here."""

    user = models.ForeignKey(User, models.CASCADE, related_name="identities")
    connection = models.ForeignKey(
        "connections.Connection", models.PROTECT, related_name="identities"
    )
    #: What the company calls them; the same person has others at other apps.
    external_id = models.CharField(max_length=200)
    name = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "external_id"], name="identity_opens_one_account"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.connection}: {self.name or self.external_id}"


class CodeQuerySet(models.QuerySet["Code"]):
    def open(self) -> Self:
        return self.filter(used_at=None, expires_at__gt=timezone.now())

    def with_tries_left(self) -> Self:
        return self.filter(tries__lt=Code.TRIES)


class Code(models.Model):
    """A one-time code on its way to somebody. Only its digest is kept."""

    TRIES = 5

    class Purpose(models.TextChoices):
        SIGN_IN = "sign_in", _("sign in")
        ADD = "add", _("add a way in")
        PROVE = "prove", _("prove who it is")
        CLAIM = "claim", _("claim orders")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: Where it was sent, such as phone:+84912345678.
    contact = models.CharField(max_length=260)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    #: Whose account it is for, where that is known beforehand.
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    digest = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    #: Real time.
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    objects = CodeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(tries__lte=5), name="code_few_tries"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.id}"

    @property
    def sent_to(self) -> str:
        """As whoever asked for it typed it, more or less."""
        kind, _colon, value = self.contact.partition(":")
        return readable(value) if kind == "phone" else value


class Tries(models.Model):
    """How often something was tried in a while: one row for all processes."""

    #: A digest: what was tried and by whom cannot be read from it.
    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    #: Real time.
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.count} until {self.until}"


class Consent(models.Model):
    """A yes or a no of a customer. Rows are added, never changed; the last counts."""

    class Purpose(models.TextChoices):
        NEWS = "news", _("News and offers")
        REMINDERS = "reminders", _("Reminders about the account")

    customer = models.ForeignKey(User, models.CASCADE, related_name="consents")
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
