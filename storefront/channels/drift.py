"""Where a platform does not hold what it confirmed, and what is done about it."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from storefront.catalog.templatetags.money import money
from storefront.connections.models import Connection


class Upkeep(models.Model):
    """What is done about drift on a connection, and how far it was looked for."""

    class Rule(models.TextChoices):
        REPAIR = "repair", _("Repair by itself")
        TELL = "tell", _("Tell staff, who decide")

    connection = models.OneToOneField(
        "connections.Connection",
        models.CASCADE,
        related_name="upkeep",
        verbose_name=_("connection"),
    )
    rule = models.CharField(
        _("drift"), max_length=6, choices=Rule.choices, default=Rule.REPAIR
    )
    #: The last listing compared with our own rows: where a killed pass goes on.
    cursor = models.BigIntegerField(default=0, editable=False)
    #: When the last comparison ended. Shop clock.
    compared_at = models.DateTimeField(_("compared"), null=True, editable=False)

    class Meta:
        verbose_name = _("upkeep")
        verbose_name_plural = _("upkeep")

    def __str__(self) -> str:
        return str(self.connection)


def upkeep_of(connection: Connection) -> Upkeep:
    row, _created = Upkeep.objects.get_or_create(connection=connection)
    return row


class DriftQuerySet(models.QuerySet["Drift"]):
    def open(self) -> Self:
        return self.filter(ended_at=None)


class Drift(models.Model):
    """A part that is not there as it should be, found by reading back."""

    class Cause(models.TextChoices):
        EDITED = "edited", _("Edited there")
        LOST = "lost", _("Lost there")
        BEHIND = "behind", _("Behind")
        REFUSED = "refused", _("Refused")

    class End(models.TextChoices):
        REPAIRED = "repaired", _("Sent again")
        EQUAL = "equal", _("Equal again")
        LEFT = "left", _("Left as it is")

    connection = models.ForeignKey(
        "connections.Connection",
        models.CASCADE,
        related_name="drifts",
        verbose_name=_("connection"),
    )
    listing = models.ForeignKey(
        "channels.Listing",
        models.CASCADE,
        related_name="drifts",
        verbose_name=_("listing"),
    )
    part = models.ForeignKey(
        "channels.Part", models.CASCADE, related_name="drifts", verbose_name=_("part")
    )
    cause = models.CharField(_("cause"), max_length=8, choices=Cause.choices)
    #: Per field its name, how it is there, and how it should be.
    differences = models.JSONField(default=list, blank=True)
    found_at = models.DateTimeField(_("found"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    end = models.CharField(_("end"), max_length=8, choices=End.choices, blank=True)

    objects = DriftQuerySet.as_manager()

    class Meta:
        verbose_name = _("drift")
        verbose_name_plural = _("drifts")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["part"], condition=Q(ended_at=None), name="one_drift_per_part"
            ),
        ]
        indexes = [
            models.Index(
                fields=["connection", "cause"],
                condition=Q(ended_at=None),
                name="drift_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.listing}: {self.get_cause_display()}"

    @property
    def lines(self) -> list[dict[str, str]]:
        """The differences as staff read them."""
        return [
            {name: told(line["name"], line[name]) for name in ("there", "here")}
            for line in self.differences
        ]


def told(name: str, value: object) -> str:
    if isinstance(value, dict) and "amount" in value:
        return money(value["amount"], value["currency"])
    if name in {"price", "compare_at"} and isinstance(value, int):
        return money(value)
    return str(value) if value not in (None, "") else "–"
