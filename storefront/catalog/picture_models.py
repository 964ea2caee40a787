"""A product's pictures, and the addresses that some are fetched from."""

from typing import NamedTuple, Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storefront.catalog import sizes
from storefront.catalog.text import check_text
from storefront.contract import clock

#: No address of a picture is longer: an index holds it.
MOST_URL = 2000
MOST_ALT = 200


class PictureQuerySet(models.QuerySet["Picture"]):
    def to_be_drawn(self) -> Self:
        """Without the sizes for pages, or with those of an older drawing."""
        return self.filter(drawn_as__lt=sizes.DRAWING)


class SourceSet(NamedTuple):
    """A kind of file that a browser may choose, and its sizes as `srcset` says them."""

    kind: str
    srcset: str


class Picture(models.Model):
    """A picture of a product in three files, each named by its content, and in the
    sizes that pages offer once a job has drawn them.
    """

    product = models.ForeignKey(
        "catalog.Product",
        models.CASCADE,
        related_name="pictures",
        verbose_name=_("product"),
    )
    variant = models.ForeignKey(
        "catalog.Variant",
        models.SET_NULL,
        related_name="pictures",
        null=True,
        blank=True,
        verbose_name=_("variant"),
    )
    #: As uploaded, upright and without what cameras write into it.
    file = models.FileField(_("file"), upload_to="pictures")
    #: A small WebP for the shop's pages.
    page_file = models.FileField(editable=False, upload_to="pages", blank=True)
    #: A JPEG of at least 500 px at an address made from its content.
    rendition = models.FileField(editable=False, upload_to="channel", blank=True)
    rendition_width = models.PositiveIntegerField(default=0, editable=False)
    rendition_height = models.PositiveIntegerField(default=0, editable=False)
    alt = models.CharField(_("description"), max_length=MOST_ALT, blank=True)
    alt_vi: str | None  # one per language: see translation.py
    alt_en: str | None
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, validators=[MaxValueValidator(1_000)]
    )
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    #: Of the sizes that are there; their names follow from `file`.
    widths = models.JSONField(editable=False, default=list)
    drawn_as = models.PositiveSmallIntegerField(editable=False, default=0)

    # django-stubs reads this file before the models that it points at
    objects = PictureQuerySet.as_manager()  # type: ignore[django-manager-missing]

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["drawn_as"], name="picture_drawn")]

    def __str__(self) -> str:
        return self.alt or str(self.file.name)

    def clean(self) -> None:
        check_text(self)

    @property
    def page_size(self) -> tuple[int, int]:
        """Width and height of `page_file`, for pages that must not jump."""
        scale = min(1, sizes.PAGE_SIDE / max(self.width, self.height, 1))
        return round(self.width * scale), round(self.height * scale)

    @property
    def srcsets(self) -> list[SourceSet]:
        """What browsers choose from; nothing before it is drawn."""
        return [
            SourceSet(
                mime, ", ".join(f"{self.size_url(w, kind)} {w}w" for w in self.widths)
            )
            for kind, mime in (sizes.SOURCES.items() if self.widths else ())
        ]

    @property
    def plain_url(self) -> str:
        """For browsers that know no source, and until there are any."""
        if self.widths:
            return self.size_url(sizes.plain_width(self.widths), sizes.PLAIN)
        file: FieldFile = self.page_file or self.rendition or self.file
        return str(file.url)

    def size_url(self, width: int, kind: str) -> str:
        name = sizes.name_of(str(self.file.name), width, kind)
        return str(self.file.storage.url(name))


class PictureSourceQuerySet(models.QuerySet["PictureSource"]):
    def waiting(self) -> Self:
        return self.filter(state=PictureSource.State.WAITING)

    def failed(self) -> Self:
        return self.filter(state=PictureSource.State.FAILED)

    def due(self) -> Self:
        return self.waiting().filter(due_at__lte=clock.now())


class PictureSource(models.Model):
    """An address that a picture of a product is fetched from, once."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        FAILED = "failed", _("Not fetched")

    product = models.ForeignKey(
        "catalog.Product",
        models.CASCADE,
        related_name="picture_sources",
        verbose_name=_("product"),
    )
    url = models.CharField(_("address"), max_length=MOST_URL)
    #: Where the picture will stand, what it will say, and which variant it shows.
    position = models.PositiveIntegerField(default=0)
    alt_vi = models.CharField(max_length=MOST_ALT, blank=True)
    alt_en = models.CharField(max_length=MOST_ALT, blank=True)
    variant = models.ForeignKey(
        "catalog.Variant", models.SET_NULL, related_name="+", null=True, blank=True
    )
    state = models.CharField(
        _("state"), max_length=7, choices=State.choices, default=State.WAITING
    )
    #: Why it failed, or waits again: an untranslated text, and what fills its gaps.
    reason = models.CharField(max_length=300, blank=True)
    reason_params = models.JSONField(default=dict, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    due_at = models.DateTimeField(_("not before"), default=clock.now)
    picture = models.ForeignKey(
        Picture,
        models.SET_NULL,
        related_name="sources",
        null=True,
        blank=True,
        verbose_name=_("picture"),
    )

    objects = PictureSourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture by address")
        verbose_name_plural = _("pictures by address")
        ordering = ["product_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "url"], name="one_source_per_address"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state="waiting"),
                name="picture_source_due",
            ),
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def why(self) -> str:
        """The reason, in the reader's language."""
        return gettext(self.reason) % self.reason_params if self.reason else ""


def first_pictures() -> models.QuerySet[Picture]:
    """The first one of every product."""
    first = Picture.objects.filter(product=OuterRef("product"))
    return Picture.objects.filter(pk=Subquery(first.values("pk")[:1]))
