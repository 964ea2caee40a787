"""The tree of categories that a platform has, and where in it ours belong."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from storefront.connections.models import Connection


class CategoryTree(models.Model):
    """How far a platform's tree was read. A killed reading goes on at its cursor."""

    connection = models.OneToOneField(
        Connection,
        models.CASCADE,
        related_name="category_tree",
        verbose_name=_("connection"),
    )
    #: Counts the readings; while it is more than `read`, one is under way.
    reading = models.PositiveIntegerField(default=1, editable=False)
    read = models.PositiveIntegerField(default=0, editable=False)
    cursor = models.CharField(max_length=500, blank=True, editable=False)
    trouble = models.CharField(_("trouble"), max_length=300, blank=True)
    #: When the last reading came to the end; real time.
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    class Meta:
        verbose_name = _("category tree of a channel")
        verbose_name_plural = _("category trees of channels")
        constraints = [
            models.CheckConstraint(
                condition=Q(reading__gte=F("read")), name="tree_read_after_reading"
            ),
        ]

    def __str__(self) -> str:
        return str(self.connection)

    @property
    def under_way(self) -> bool:
        return self.reading > self.read


class RemoteCategoryQuerySet(models.QuerySet["RemoteCategory"]):
    def choosable(self) -> Self:
        return self.filter(choosable=True)

    def found_by(self, words: str) -> Self:
        """Those with words that begin so, all of them, as `normalise` writes them."""
        found = self.choosable()
        for word in words.split():
            found = found.filter(words__contains=f" {word}")
        return found


class RemoteCategory(models.Model):
    """A category of a platform, as it told last."""

    connection = models.ForeignKey(
        Connection, models.CASCADE, related_name="remote_categories"
    )
    external_id = models.CharField(max_length=100)
    path_vi = models.TextField(blank=True)
    path_en = models.TextField(blank=True)
    #: Both paths as they are searched, a space before each word.
    words = models.TextField(blank=True)
    choosable = models.BooleanField(default=True)
    #: The reading that saw it last.
    reading = models.PositiveIntegerField()
    #: What it asks of its products, as the platform's plugin says; None: not asked yet.
    attributes = models.JSONField(null=True)
    attributes_at = models.DateTimeField(null=True)

    objects = RemoteCategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("category on a channel")
        verbose_name_plural = _("categories on channels")
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "external_id"], name="one_remote_category_per_id"
            ),
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def original(self) -> str:
        """The path by which the same category is known in another account's tree."""
        return self.path_en or self.path_vi

    @property
    def path(self) -> str:
        """In the reader's language, if the platform speaks it."""
        vietnamese = (get_language() or "vi").startswith("vi")
        first, second = self.path_vi, self.path_en
        return (first or second) if vietnamese else (second or first)


class CategoryChoice(models.Model):
    """Where in a platform's tree a category of ours belongs, and all below it."""

    connection = models.ForeignKey(
        Connection, models.CASCADE, related_name="category_choices"
    )
    category = models.ForeignKey(
        "catalog.Category", models.CASCADE, related_name="channel_choices"
    )
    external_id = models.CharField(_("category there"), max_length=100)
    #: Its names there from the root down, to be read and to learn from.
    path = models.TextField(_("category there"))
    #: The platform has it no longer. It stays until staff choose another.
    gone = models.BooleanField(_("gone there"), default=False)

    class Meta:
        verbose_name = _("choice of a category")
        verbose_name_plural = _("choices of categories")
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "category"], name="one_choice_per_category"
            ),
        ]

    def __str__(self) -> str:
        return self.path


class CategoryAdvice(models.Model):
    """Where the platform itself would put a category of ours, by what is in it."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="+")
    category = models.ForeignKey("catalog.Category", models.CASCADE, related_name="+")
    #: Empty: it was asked and knows nothing.
    external_id = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name = _("advice of a channel")
        verbose_name_plural = _("advice of channels")
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "category"], name="one_advice_per_category"
            ),
        ]

    def __str__(self) -> str:
        return self.external_id


class AttributeValue(models.Model):
    """What staff say for an attribute that a platform asks for: of a category of ours
    and all below it, or of one product.
    """

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="+")
    category = models.ForeignKey(
        "catalog.Category", models.CASCADE, null=True, related_name="+"
    )
    product = models.ForeignKey(
        "catalog.Product", models.CASCADE, null=True, related_name="+"
    )
    key = models.CharField(max_length=100)
    value = models.CharField(max_length=500)

    class Meta:
        verbose_name = _("value for a channel")
        verbose_name_plural = _("values for channels")
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "category", "key"],
                condition=Q(product=None),
                name="one_value_per_category",
            ),
            models.UniqueConstraint(
                fields=["connection", "product", "key"],
                condition=Q(category=None),
                name="one_value_per_product",
            ),
            models.CheckConstraint(
                condition=Q(category=None, product__isnull=False)
                | Q(category__isnull=False, product=None),
                name="value_of_category_or_product",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.value}"
