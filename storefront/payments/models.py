from typing import Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from storefront.orders.models import Order
from storefront.orders.paying import Came
from storefront.payments.banks import BANKS


class BankAccountQuerySet(models.QuerySet["BankAccount"]):
    def in_use(self) -> Self:
        return self.filter(active=True)


class BankAccount(models.Model):
    """Where buyers send their transfers: the first active one."""

    bank = models.CharField(
        _("number of the bank"),
        max_length=6,
        validators=[RegexValidator(r"^[0-9]{6}\Z", _("Six digits."))],
        help_text=_("The six digits (BIN) that VietQR knows the bank by."),
    )
    bank_name = models.CharField(
        _("bank"),
        max_length=60,
        blank=True,
        help_text=_("Filled in for well-known banks."),
    )
    number = models.CharField(
        _("account number"),
        max_length=19,
        validators=[RegexValidator(r"^[0-9A-Z]+\Z", _("Digits and capitals only."))],
    )
    holder = models.CharField(_("account holder"), max_length=60)
    active = models.BooleanField(_("active"), default=True)

    objects = BankAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.bank_name} {self.number}"

    def save(self, **options: object) -> None:
        self.bank_name = self.bank_name or BANKS.get(self.bank, self.bank)
        super().save(**options)  # type: ignore[arg-type]


class Statement(models.Model):
    """A bank's list of transfers, as the file said it: rows of cells."""

    name = models.CharField(_("file"), max_length=200)
    rows = models.JSONField(default=list)
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class Transfer(models.Model):
    """Money that came to our account, once, in however many statements it stands."""

    #: Names no order of ours: staff find out.
    UNKNOWN = "unknown"

    statement = models.ForeignKey(
        Statement,
        models.PROTECT,
        related_name="transfers",
        verbose_name=_("statement"),
    )
    fingerprint = models.CharField(max_length=64, unique=True, editable=False)
    booked = models.CharField(_("booked"), max_length=40, blank=True)
    amount = models.PositiveBigIntegerField(_("amount"))
    text = models.CharField(_("text"), max_length=500)
    bank_reference = models.CharField(_("bank's reference"), max_length=60, blank=True)
    order = models.ForeignKey(
        Order,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="transfers",
        verbose_name=_("order"),
    )
    came = models.CharField(
        _("what it was"),
        max_length=9,
        choices=[(UNKNOWN, _("Names no order")), *Came.choices],
        default=UNKNOWN,
    )
    created_at = models.DateTimeField(_("imported"), auto_now_add=True)

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.amount}: {self.text}"
