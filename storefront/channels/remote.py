"""What a platform holds, as it told when it was read back, and whose that is."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from storefront.connections.models import Connection
from storefront.contract import clock


class ReadBackQuerySet(models.QuerySet["ReadBack"]):
    def open(self) -> Self:
        return self.filter(ended_at=None)

    def forbid_creating(self, connection: Connection) -> bool:
        """Is it not known yet what is there, so that a create could double it?"""
        runs = self.filter(connection=connection)
        return (
            runs.open().filter(holds_creates=True).exists()
            or not runs.filter(state=ReadBack.State.DONE).exists()
        )


class ReadBack(models.Model):
    """One reading of all that a platform holds. A killed one goes on at its cursor."""

    class State(models.TextChoices):
        READING = "reading", _("Reading")
        MATCHING = "matching", _("Looking for what is ours")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Begun anew")

    connection = models.ForeignKey(
        "connections.Connection",
        models.CASCADE,
        related_name="readbacks",
        verbose_name=_("connection"),
    )
    state = models.CharField(
        _("state"), max_length=8, choices=State.choices, default=State.READING
    )
    #: Nothing new is created on the connection before this one is done.
    holds_creates = models.BooleanField(_("holds new products back"), default=False)
    #: We were there before: what bears our SKU is adopted without asking.
    adopts = models.BooleanField(_("adopts what bears our SKU"), default=False)
    cursor = models.CharField(max_length=500, blank=True, editable=False)
    #: When the first page of this pass was asked for. Real time.
    begun_at = models.DateTimeField(null=True, editable=False)
    items = models.PositiveIntegerField(_("items read"), default=0)
    trouble = models.CharField(_("trouble"), max_length=300, blank=True)
    #: Shop clock.
    started_at = models.DateTimeField(_("started"), default=clock.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = ReadBackQuerySet.as_manager()

    class Meta:
        verbose_name = _("read-back")
        verbose_name_plural = _("read-backs")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection"],
                condition=Q(ended_at=None),
                name="one_open_read_back_per_connection",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.connection}: {self.get_state_display()}"


class RemoteItemQuerySet(models.QuerySet["RemoteItem"]):
    def undecided(self) -> Self:
        return self.filter(decision="")

    def loose(self) -> Self:
        """Nobody knows yet what of ours they are."""
        return self.undecided().filter(variant=None)

    def candidates(self) -> Self:
        """They may be a variant of ours, and staff have not said."""
        return self.undecided().filter(variant__isnull=False)

    def blocking(self) -> Self:
        """While they stand, their product is not created: it would be a double, or even
        be written over what is not ours.
        """
        open_or_left = ["", RemoteItem.Decision.NOT_OURS]
        return self.filter(decision__in=open_or_left, variant__isnull=False)


class RemoteItem(models.Model):
    """An offer as a platform holds it. Several may be of one listing there."""

    class Match(models.TextChoices):
        SKU = "sku", _("same SKU")
        GTIN = "gtin", _("same GTIN")
        LOOKS = "looks", _("same title and picture")
        HAND = "hand", _("said by staff")

    class Decision(models.TextChoices):
        OURS = "ours", _("ours")
        NOT_OURS = "not_ours", _("not ours")
        SEPARATE = "separate", _("something else")

    connection = models.ForeignKey(
        "connections.Connection", models.CASCADE, related_name="remote_items"
    )
    read_back = models.ForeignKey(ReadBack, models.CASCADE, related_name="+")
    external_id = models.CharField(_("external id"), max_length=100)
    listing_external_id = models.CharField(_("listing"), max_length=100)
    sku = models.CharField(_("SKU"), max_length=200, blank=True)
    #: Written with 14 digits.
    gtin = models.CharField(_("GTIN"), max_length=14, blank=True)
    title = models.CharField(_("title"), max_length=500, blank=True)
    #: The title as it is compared.
    title_key = models.CharField(max_length=500, blank=True)
    brand = models.CharField(_("brand"), max_length=200, blank=True)
    options = models.JSONField(default=list, blank=True)
    url = models.TextField(_("address"), blank=True)
    picture = models.TextField(_("picture"), blank=True)
    #: Minor units.
    price = models.BigIntegerField(_("price"), null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    stock = models.BigIntegerField(_("stock"), null=True, blank=True)
    #: What of ours it is, or may be.
    variant = models.ForeignKey(
        "catalog.Variant", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    match = models.CharField(
        _("match"), max_length=5, choices=Match.choices, blank=True
    )
    #: One thing there, one thing here, and nothing speaks against it.
    certain = models.BooleanField(_("certain"), default=False)
    decision = models.CharField(
        _("decision"), max_length=8, choices=Decision.choices, blank=True
    )

    objects = RemoteItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item on a channel")
        verbose_name_plural = _("items on channels")
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "external_id"], name="one_remote_item_per_id"
            ),
        ]
        indexes = [
            models.Index(fields=["connection", "sku"], name="remote_item_sku"),
            models.Index(
                fields=["connection", "gtin"],
                condition=~Q(gtin=""),
                name="remote_item_gtin",
            ),
            models.Index(fields=["connection", "title_key"], name="remote_item_title"),
            models.Index(
                fields=["connection", "listing_external_id"], name="remote_item_listing"
            ),
        ]

    def __str__(self) -> str:
        return self.sku or self.external_id
