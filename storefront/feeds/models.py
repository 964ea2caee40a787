import secrets
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

#: So much of the time between two readings is left to build in, and for a platform
#: that comes earlier than the last time: a tenth.
EARLY = 10


def new_token() -> str:
    return secrets.token_urlsafe(32)


class Touch(models.Model):
    """Something that feeds tell of has changed; the next look at the feeds eats it.

    Inserted inside the transaction of a sale or an edit, which locks nothing here.
    """

    def __str__(self) -> str:
        return str(self.pk)


class FeedQuerySet(models.QuerySet["Feed"]):
    def outdated(self) -> Self:
        return self.filter(built__lt=F("wanted"))


class Feed(models.Model):
    """The file that a connection's platform fetches by itself."""

    connection = models.OneToOneField(
        "connections.Connection",
        models.CASCADE,
        related_name="feed",
        verbose_name=_("connection"),
    )
    #: Whoever knows it may read the file. A new one makes the old address worthless.
    token = models.CharField(max_length=64, unique=True, default=new_token)
    #: As with parts: built at an older number than wanted means out of date.
    wanted = models.PositiveIntegerField(default=1, editable=False)
    built = models.PositiveIntegerField(default=0, editable=False)
    #: A digest of the rules and credentials that the file follows from.
    basis = models.CharField(max_length=64, blank=True, editable=False)
    #: Names in the media storage, new with each build.
    file = models.CharField(max_length=200, blank=True, editable=False)
    packed_file = models.CharField(max_length=200, blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("bytes"), default=0, editable=False)
    rows = models.PositiveIntegerField(_("rows"), default=0, editable=False)
    left_out_count = models.PositiveIntegerField(
        _("left out"), default=0, editable=False
    )
    built_at = models.DateTimeField(_("built"), null=True, editable=False)
    #: When the content became what it is.
    changed_at = models.DateTimeField(_("changed"), null=True, editable=False)
    read_at = models.DateTimeField(_("last read"), null=True, editable=False)

    objects = FeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("feed")
        verbose_name_plural = _("feeds")

    def __str__(self) -> str:
        return str(self.connection)

    def may_be_built(self, *, every: timedelta, at: datetime) -> bool:
        """Once for each time that the platform reads it: shortly before the next time,
        if the present file was read, so that it is fresh then.
        """
        if self.built_at is None:
            return True
        if self.read_at is None or self.read_at < self.built_at:
            return self.built_at + every <= at
        return self.read_at + every - every / EARLY <= at

    @property
    def name(self) -> str:
        """The end of its address, by which platforms know the format."""
        return f"products.{self.file.rpartition('.')[2]}" if self.file else ""

    @property
    def address(self) -> str:
        """What staff paste into the platform's settings; empty before a build."""
        if not self.file:
            return ""
        return settings.SITE_URL + reverse("feed", args=[self.token, self.name])


class LeftOut(models.Model):
    """A variant that the last build left out, and why."""

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="left_out")
    sku = models.CharField(_("SKU"), max_length=64)
    #: Per problem its text in both languages.
    reasons = models.JSONField(default=list)

    class Meta:
        verbose_name = _("left out")
        verbose_name_plural = _("left out")
        ordering = ["sku"]

    def __str__(self) -> str:
        return self.sku

    @property
    def why(self) -> str:
        language = "vi" if (get_language() or "vi").startswith("vi") else "en"
        return " ".join(reason[language] for reason in self.reasons)
