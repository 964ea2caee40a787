import uuid
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from storefront.channels.answers import Answer  # Django looks for models here
from storefront.channels.caution import Buffer, Caution, HeldPrice, LearnedBuffer
from storefront.channels.drift import Drift, Upkeep
from storefront.channels.remote import ReadBack, RemoteItem
from storefront.channels.reviews import Review
from storefront.channels.trees import (
    AttributeValue,
    CategoryAdvice,
    CategoryChoice,
    CategoryTree,
    RemoteCategory,
)
from storefront.channels.uploads import Upload
from storefront.channels.warehouses import RemoteWarehouse, WarehouseChoice
from storefront.contract import data

__all__ = [
    "Answer",
    "Attempt",
    "AttributeValue",
    "Buffer",
    "CategoryAdvice",
    "CategoryChoice",
    "CategoryTree",
    "Caution",
    "Change",
    "Drift",
    "HeldPrice",
    "LearnedBuffer",
    "Listing",
    "Offer",
    "Part",
    "ReadBack",
    "RemoteCategory",
    "RemoteItem",
    "RemoteWarehouse",
    "Review",
    "SyncRun",
    "Upkeep",
    "Upload",
    "WarehouseChoice",
]


class Change(models.Model):
    """Something about this product or variant changed.

    Written inside the transaction of the sale or edit, which touches no other row of
    the engine: a shopper never queues behind a sync. Ids without foreign keys.
    """

    product_id = models.BigIntegerField(null=True)
    variant_id = models.BigIntegerField(null=True)
    part = models.CharField(max_length=7, choices=[(part, part) for part in data.Part])
    #: Real time: how long it takes until the platform confirms is counted from here.
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.part} of {self.product_id or self.variant_id}"


class Listing(models.Model):
    """A product, or one split of it, on a connection."""

    connection = models.ForeignKey(
        "connections.Connection",
        models.PROTECT,
        related_name="listings",
        verbose_name=_("connection"),
    )
    product = models.ForeignKey(
        "catalog.Product",
        models.PROTECT,
        related_name="listings",
        verbose_name=_("product"),
    )
    #: 0, or more where the platform holds fewer variants per listing than we have.
    split = models.PositiveSmallIntegerField(_("split"), default=0)
    #: Do we want it there? Whether it is there is `listed_at`.
    shown = models.BooleanField(_("shown"), default=True)
    external_id = models.CharField(_("external id"), max_length=100, blank=True)
    listed_at = models.DateTimeField(_("listed"), null=True, blank=True)
    #: A create went out and was neither refused nor undone: something may be there.
    sent_out = models.BooleanField(default=False, editable=False)
    #: Something there may be the same product: it is not created before staff say.
    held = models.BooleanField(_("held back"), default=False, editable=False)
    #: What a create that was never answered is repeated under.
    create_key = models.UUIDField(default=uuid.uuid4, editable=False)
    planned_rules = models.PositiveIntegerField(default=0)
    planned_mapping = models.PositiveIntegerField(default=0)
    #: Real time, not the shop clock.
    lease_until = models.DateTimeField(null=True, editable=False)
    lease_key = models.UUIDField(null=True, editable=False)

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "product", "split"], name="one_listing_per_split"
            ),
            models.UniqueConstraint(
                fields=["connection", "external_id"],
                condition=~Q(external_id=""),
                name="one_listing_per_external_id",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} · {self.connection}"

    @property
    def key(self) -> str:
        return f"l{self.pk}"


class Offer(models.Model):
    """A variant of a listing. Stays until the platform confirms that it is gone."""

    connection = models.ForeignKey(
        "connections.Connection", models.PROTECT, related_name="+"
    )
    listing = models.ForeignKey(Listing, models.CASCADE, related_name="offers")
    variant = models.ForeignKey(
        "catalog.Variant", models.PROTECT, related_name="offers"
    )
    #: What it was first listed under, by us or before us: renaming the variant does not
    #: lose it.
    sku = models.CharField(_("SKU"), max_length=200)
    external_id = models.CharField(_("external id"), max_length=100, blank=True)
    #: A publish that the platform accepted carried it; before that it has no price or
    #: stock outside that could be updated.
    listed = models.BooleanField(default=False)
    #: The variant is to be taken away; the next publish says so.
    removed = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "variant"], name="one_offer_per_variant"
            ),
        ]
        indexes = [
            models.Index(fields=["connection", "sku"], name="offer_by_sku"),
            models.Index(
                fields=["connection", "external_id"],
                condition=~Q(external_id=""),
                name="offer_by_external_id",
            ),
        ]

    def __str__(self) -> str:
        return self.sku

    @property
    def key(self) -> str:
        return f"o{self.pk}"


class Attempt(models.Model):
    """One call to a platform that carries parts. Committed before its bytes go out."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    connection = models.ForeignKey(
        "connections.Connection",
        models.CASCADE,
        related_name="attempts",
        verbose_name=_("connection"),
    )
    endpoint = models.CharField(_("endpoint"), max_length=60)
    #: What it was made for; claims.py has the lanes.
    lane = models.CharField(max_length=8, blank=True, editable=False)
    #: Real time, like everything here: it is about calls, not about the shop's day.
    started_at = models.DateTimeField(_("started"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    #: The platform's handle, to ask again by.
    receipt = models.CharField(_("receipt"), max_length=300, blank=True)
    poll_at = models.DateTimeField(_("ask again"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=300, blank=True)
    #: Nothing of it is under way any more.
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        indexes = [
            models.Index(
                fields=["connection", "started_at"],
                condition=Q(ended_at=None),
                name="attempt_open",
            ),
            models.Index(fields=["connection", "-started_at"], name="attempt_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.endpoint} {self.started_at:%d.%m. %H:%M:%S}"


class PartQuerySet(models.QuerySet["Part"]):
    def unconfirmed(self) -> Self:
        return self.filter(wanted__gt=F("confirmed"))

    def due(self, moment: datetime) -> Self:
        """Wanted, not refused as it stands, and nothing of it under way."""
        return self.unconfirmed().filter(
            Q(not_before=None) | Q(not_before__lte=moment),
            wanted__gt=F("refused"),
            attempt=None,
            awaits_orders=False,
        )

    def waiting(self) -> Self:
        """What the engine still has to do something about, now or later."""
        sendable = Q(offer=None) | Q(
            offer__removed=False, offer__listed=True, listing__shown=True
        )
        return self.unconfirmed().filter(
            sendable, wanted__gt=F("refused"), listing__held=False
        )

    def nothing_new(self) -> Self:
        """Only of what is there already: these sends create nothing."""
        return self.filter(listing__listed_at__isnull=False)

    def under_way(self) -> Self:
        return self.filter(attempt__isnull=False)

    def refused_as_they_stand(self) -> Self:
        return self.filter(refused__gte=F("wanted"), refused__gt=0)

    def of_quiet_listings(self, *, names: list[data.Part]) -> Self:
        """Only where none of these parts of the same listing is under way."""
        busy = Part.objects.under_way().filter(
            listing=OuterRef("listing"), name__in=names
        )
        return self.exclude(Exists(busy))


PART_NAMES = [
    (data.Part.CONTENT, _("content")),
    (data.Part.PRICE, _("price")),
    (data.Part.STOCK, _("stock")),
]


class Part(models.Model):
    """What is wanted, attempted and confirmed of a listing's content or an offer's
    price or stock. Due means wanted > confirmed; nothing else is a flag.
    """

    connection = models.ForeignKey(
        "connections.Connection", models.PROTECT, related_name="parts"
    )
    listing = models.ForeignKey(Listing, models.CASCADE, related_name="parts")
    offer = models.ForeignKey(Offer, models.CASCADE, null=True, related_name="parts")
    name = models.CharField(max_length=7, choices=PART_NAMES)
    wanted = models.BigIntegerField(_("wanted"), default=0)
    attempted = models.BigIntegerField(_("attempted"), default=0)
    confirmed = models.BigIntegerField(_("confirmed"), default=0)
    #: The number that the platform refused: the part rests until more is wanted.
    refused = models.BigIntegerField(default=0)
    #: Since when more is wanted than confirmed; real time.
    wanted_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    #: When reading back last showed that the platform holds just this. Real time.
    proven_at = models.DateTimeField(_("last proven equal"), null=True, blank=True)
    #: Of the last confirmed payload. Empty: what the platform holds is not certain.
    confirmed_hash = models.CharField(max_length=64, blank=True)
    attempt = models.ForeignKey(
        Attempt, models.SET_NULL, null=True, blank=True, related_name="parts"
    )
    attempt_hash = models.CharField(max_length=64, blank=True)
    attempt_payload = models.JSONField(null=True, blank=True)
    #: The open attempt overtook another, which until then may be applied after it.
    overtook_until = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    #: It would let stock grow where orders have not been read lately: see growth.py.
    awaits_orders = models.BooleanField(default=False)
    #: A stock that fell to zero, or a withdraw: goes before everything else.
    urgent = models.BooleanField(default=False)
    problems = models.JSONField(default=list, blank=True)
    #: A whole call was refused for one of those that bear this key: they are sent
    #: together, and with nothing else, until it stands alone. See isolating.py.
    suspects = models.UUIDField(null=True, editable=False)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("part")
        verbose_name_plural = _("parts")
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "name"],
                condition=Q(offer=None),
                name="one_part_per_listing",
            ),
            models.UniqueConstraint(
                fields=["offer", "name"],
                condition=Q(offer__isnull=False),
                name="one_part_per_offer",
            ),
        ]
        indexes = [
            models.Index(
                fields=["connection", "name", "wanted_at"],
                condition=Q(wanted__gt=F("confirmed")),
                name="part_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_name_display()} {self.confirmed}/{self.wanted}"

    @property
    def key(self) -> str:
        return f"o{self.offer_id}" if self.offer_id else f"l{self.listing_id}"

    def is_due(self, moment: datetime) -> bool:
        """What the queryset's `due` says, of a row already read."""
        return (
            self.wanted > max(self.confirmed, self.refused)
            and self.attempt_id is None
            and not self.awaits_orders
            and (self.not_before is None or self.not_before <= moment)
        )


class SyncRun(models.Model):
    """One long piece of work over a connection, with progress; staff may cancel it."""

    class State(models.TextChoices):
        PLANNING = "planning", _("Looking for what to send")
        SENDING = "sending", _("Sending")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    connection = models.ForeignKey(
        "connections.Connection",
        models.CASCADE,
        related_name="sync_runs",
        verbose_name=_("connection"),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.PLANNING
    )
    #: The last product planned: where a killed run goes on.
    cursor = models.BigIntegerField(default=0, editable=False)
    #: Listings planned, and how many of them still had something to send.
    total = models.PositiveIntegerField(_("listings"), default=0)
    left = models.PositiveIntegerField(_("left"), default=0)
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("sync run")
        verbose_name_plural = _("sync runs")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection"],
                condition=Q(ended_at=None),
                name="one_open_run_per_connection",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.connection}: {self.get_state_display()}"

    @property
    def done(self) -> int:
        return max(self.total - self.left, 0)

    @property
    def eta(self) -> timedelta | None:
        """How much longer at the pace so far; None while there is no pace."""
        if not self.done or self.ended_at:
            return None
        return (timezone.now() - self.started_at) / self.done * self.left
