from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager

from storefront.catalog.picture_models import Picture, PictureSource, first_pictures
from storefront.catalog.price import HIGHEST_PRICE
from storefront.catalog.sale_prices import SalePrice
from storefront.catalog.text import check_text

#: Django looks for models in this module, so those of other files are named here too.
__all__ = [
    "OPTIONS",
    "Axis",
    "Category",
    "Picture",
    "PictureSource",
    "Product",
    "SalePrice",
    "Variant",
]

#: A comma and a colon separate skus in checkout links (protocols/meta.md 2.7).
sku_validator = RegexValidator(
    r"^[^\s,:][^,:\x00-\x1f]{0,62}[^\s,:]$|^[^\s,:]$",
    _("At most 64 characters, without comma, colon or a space at either end."),
)
#: Above this a length in mm or a weight in g is a slip of the keyboard too.
LARGEST = 1_000_000
OPTIONS = ("option_1", "option_2", "option_3")


def gtin_validator(gtin: str) -> None:
    """Check the length and the last digit, which is made from the others (GS1)."""
    if not (gtin.isascii() and gtin.isdigit() and len(gtin) in {8, 12, 13, 14}):
        raise ValidationError(_("A GTIN has 8, 12, 13 or 14 digits."))
    weighted = sum(
        int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(gtin[-2::-1])
    )
    if (weighted + int(gtin[-1])) % 10:
        raise ValidationError(_("The last digit of this GTIN does not fit the others."))


MEASURE = [MinValueValidator(1), MaxValueValidator(LARGEST)]


class Axis(models.TextChoices):
    """What variants of a product can differ in."""

    COLOR = "color", _("Colour")
    SIZE = "size", _("Size")
    AGE = "age", _("Age")
    MATERIAL = "material", _("Material")
    PATTERN = "pattern", _("Pattern")
    FLAVOR = "flavor", _("Flavour")
    SCENT = "scent", _("Scent")
    VOLUME = "volume", _("Volume")
    WEIGHT = "weight", _("Weight")
    PACK = "pack", _("Pack")
    STYLE = "style", _("Style")


class Category(MP_Node):
    name_vi: str | None  # one per language: see translation.py
    name_en: str | None

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(
        _("address"),
        max_length=120,
        unique=True,
        blank=True,
        help_text=_("The end of the page's address; made from the name if empty."),
    )
    shown = models.BooleanField(_("shown"), default=True)

    objects = MP_NodeManager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("category", args=[self.slug])

    def clean(self) -> None:
        check_text(self)


class ProductQuerySet(models.QuerySet["Product"]):
    def on_sale(self) -> Self:
        """Shown to shoppers: active, with something to buy."""
        variants = Variant.objects.filter(product=OuterRef("pk"), archived=False)
        return self.filter(Exists(variants), state=Product.State.ACTIVE)

    def with_covers(self) -> Self:
        """With the first picture in `cover`, in one query however many there are."""
        covers = Prefetch("pictures", first_pictures(), to_attr="covers")
        return self.prefetch_related(covers)

    def for_cards(self) -> Self:
        """With what a card on a list page shows, in two queries however many there are:
        `lowest_price`, `highest_price`, and the first picture in `cover`.

        The prices are looked up of the rows that are read, not grouped over all.
        """
        live = Variant.objects.filter(product=OuterRef("pk"), archived=False)
        return self.with_covers().annotate(
            lowest_price=Subquery(live.order_by("price").values("price")[:1]),
            highest_price=Subquery(live.order_by("-price").values("price")[:1]),
        )


class Product(models.Model):
    #: With `for_cards` only; none where no variant is for sale.
    lowest_price: int | None
    highest_price: int | None
    title_vi: str | None  # one per language: see translation.py
    title_en: str | None
    description_vi: str | None
    description_en: str | None
    seo_title_vi: str | None
    seo_title_en: str | None
    seo_description_vi: str | None
    seo_description_en: str | None

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ACTIVE = "active", _("Active")
        ARCHIVED = "archived", _("Archived")

    state = models.CharField(
        _("state"), max_length=8, choices=State.choices, default=State.DRAFT
    )
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(
        _("address"),
        max_length=200,
        unique=True,
        blank=True,
        help_text=_("The end of the page's address; made from the title if empty."),
    )
    description = models.TextField(_("description"), blank=True)
    brand = models.CharField(_("brand"), max_length=100, blank=True)
    category = models.ForeignKey(
        Category,
        models.PROTECT,
        related_name="products",
        verbose_name=_("category"),
    )
    axis_1 = models.CharField(
        _("first option"), max_length=10, choices=Axis.choices, blank=True
    )
    axis_2 = models.CharField(
        _("second option"), max_length=10, choices=Axis.choices, blank=True
    )
    axis_3 = models.CharField(
        _("third option"), max_length=10, choices=Axis.choices, blank=True
    )
    seo_title = models.CharField(
        _("title for search engines"), max_length=70, blank=True
    )
    seo_description = models.CharField(
        _("description for search engines"), max_length=160, blank=True
    )
    #: Lower case, no diacritics, đ as d: written by the services, see search.py.
    search_text = models.TextField(editable=False, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        indexes = [
            models.Index(fields=["state", "-created_at"], name="product_newest"),
            #: As staff see them, whatever the state.
            models.Index(fields=["-updated_at", "-id"], name="product_changed"),
            models.Index(fields=["brand"], name="product_brand"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("product", args=[self.slug])

    def clean(self) -> None:
        check_text(self)

    @property
    def axes(self) -> list[str]:
        return [axis for axis in (self.axis_1, self.axis_2, self.axis_3) if axis]

    @property
    def cover(self) -> "Picture | None":
        """The first picture: without a query for products read by `for_cards`."""
        covers = self.__dict__.get("covers")
        found = self.pictures.all()[:1] if covers is None else covers
        return next(iter(found), None)


class VariantQuerySet(models.QuerySet["Variant"]):
    def on_sale(self) -> Self:
        return self.filter(archived=False, product__state=Product.State.ACTIVE)


class Variant(models.Model):
    """The thing with a sku. Archived, never deleted, once something points at it."""

    product = models.ForeignKey(
        Product,
        models.CASCADE,  # what protects both is a movement, an order line or a listing
        related_name="variants",
        verbose_name=_("product"),
    )
    sku = models.CharField(
        _("SKU"), max_length=64, unique=True, validators=[sku_validator]
    )
    option_1 = models.CharField(_("first option"), max_length=100, blank=True)
    option_2 = models.CharField(_("second option"), max_length=100, blank=True)
    option_3 = models.CharField(_("third option"), max_length=100, blank=True)
    gtin = models.CharField(
        _("GTIN"), max_length=14, blank=True, validators=[gtin_validator]
    )
    #: Minor units of the shop's currency.
    price = models.BigIntegerField(
        _("price"),
        validators=[MinValueValidator(1), MaxValueValidator(HIGHEST_PRICE)],
    )
    compare_at_price = models.BigIntegerField(
        _("price before"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(HIGHEST_PRICE)],
    )
    weight_grams = models.PositiveIntegerField(
        _("weight (g)"), null=True, blank=True, validators=MEASURE
    )
    length_mm = models.PositiveIntegerField(
        _("length (mm)"), null=True, blank=True, validators=MEASURE
    )
    width_mm = models.PositiveIntegerField(
        _("width (mm)"), null=True, blank=True, validators=MEASURE
    )
    height_mm = models.PositiveIntegerField(
        _("height (mm)"), null=True, blank=True, validators=MEASURE
    )
    stock_tracked = models.BooleanField(_("stock is counted"), default=True)
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, validators=[MaxValueValidator(1_000)]
    )
    archived = models.BooleanField(_("archived"), default=False)

    objects = VariantQuerySet.as_manager()

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(price__gt=0), name="price_above_zero"),
            models.CheckConstraint(
                condition=Q(compare_at_price=None) | Q(compare_at_price__gt=F("price")),
                name="price_before_is_higher",
                violation_error_message=_("The price before must be above the price."),
            ),
            models.UniqueConstraint(
                "product",
                *(Lower(Coalesce(f"{name}_vi", Value(""))) for name in OPTIONS),
                condition=Q(archived=False),
                name="options_differ",
                violation_error_message=_("Another variant has the same options."),
            ),
        ]

    def __str__(self) -> str:
        return self.sku

    @property
    def on_sale(self) -> bool:
        """As `VariantQuerySet.on_sale` says."""
        return not self.archived and self.product.state == Product.State.ACTIVE

    def clean(self) -> None:
        check_text(self)

    @property
    def options(self) -> list[tuple[str, str]]:
        """The axis codes of the product with this variant's value, in order."""
        values = (self.option_1, self.option_2, self.option_3)
        axes = (self.product.axis_1, self.product.axis_2, self.product.axis_3)
        return [(axis, value) for axis, value in zip(axes, values, strict=True) if axis]
