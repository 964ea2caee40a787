from collections.abc import Sequence
from typing import Self

from django.db import models
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from storefront.catalog.picture_models import first_pictures
from storefront.inventory.models import Availability
from storefront.shelves.transactions import CurrentTransaction
from storefront.shelves.words import Group, Words


class EntryQuerySet(models.QuerySet["Entry"]):
    def holding(self, groups: Sequence[Group]) -> Self:
        """Those with a word of every group; of no group at all, every one."""
        return self.filter(words__holds=groups) if groups else self

    def best_sellers(self) -> Self:
        return self.order_by("-sold", "-pk")

    def newest(self) -> Self:
        return self.order_by("-listed_at", "-pk")

    def with_products(self) -> Self:
        """With the product and its cover, in one query more."""
        covers = Prefetch("product__pictures", first_pictures(), to_attr="covers")
        return self.select_related("product").prefetch_related(covers)


class Entry(models.Model):
    """What lists, filters and search need of a product on sale, in one row.

    Made from other rows by `entries.refresh`; a product not on sale has none.
    """

    product = models.OneToOneField(
        "catalog.Product", models.CASCADE, primary_key=True, related_name="entry"
    )
    lowest_price = models.BigIntegerField()
    highest_price = models.BigIntegerField()
    availability = models.PositiveSmallIntegerField(choices=Availability.choices)
    #: Units of the last three months.
    sold = models.PositiveIntegerField(default=0)
    listed_at = models.DateTimeField()
    #: As text is compared: without case and marks.
    title_vi = models.CharField(max_length=400)
    title_en = models.CharField(max_length=400)
    #: What it is counted by on filters: `color:kem`, `price:100000`.
    facets = models.TextField()
    #: What it is found by: its facets, its categories as `in:7`, and its words.
    words = Words()

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("shelf entry")
        verbose_name_plural = _("shelf entries")
        indexes = [
            models.Index(fields=["listed_at", "product"], name="entry_listed"),
            models.Index(fields=["lowest_price", "product"], name="entry_price"),
            models.Index(fields=["sold", "product"], name="entry_sold"),
            models.Index(fields=["title_vi", "product"], name="entry_title_vi"),
            models.Index(fields=["title_en", "product"], name="entry_title_en"),
        ]

    def __str__(self) -> str:
        return self.title_vi


class FacetLabel(models.Model):
    """How a facet's value is written. The newest row of a token counts.

    Rows are only added, and without a unique constraint on purpose: two edits that
    bring the same new values in another order would wait for each other.
    """

    token = models.CharField(max_length=120, db_index=True)
    vi = models.CharField(max_length=100)
    en = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.vi


class FacetCount(models.Model):
    """How many products of a large category have a value; counted by a job."""

    category = models.ForeignKey("catalog.Category", models.CASCADE, related_name="+")
    token = models.CharField(max_length=120)
    products = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["category", "token"], name="one_count_per_value"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.token}: {self.products}"


class Spelling(models.Model):
    """A word of the shop under each form that lacks one letter, and under its own.

    Rows are only added, and may be there twice, as those of FacetLabel.
    """

    form = models.CharField(max_length=32, db_index=True)
    word = models.CharField(max_length=32)

    def __str__(self) -> str:
        return f"{self.form}: {self.word}"


class Touched(models.Model):
    """A note: what pages show of this product, or of all, has changed.

    Written inside the transaction of the sale or edit. Web processes read the notes to
    forget pages, a job to refresh entries.
    """

    product_id = models.BigIntegerField(null=True)  # no foreign key: it may be gone
    #: Which transaction wrote it, so that readers miss none that commits late.
    transaction = models.BigIntegerField(db_default=CurrentTransaction(), db_index=True)
    refreshed = models.BooleanField(default=False)
    #: Pages tell something else now; if not, only the entry does.
    shown = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(refreshed=False),
                name="touched_to_refresh",
            ),
        ]

    def __str__(self) -> str:
        return f"Product {self.product_id}" if self.product_id else "Everything"
