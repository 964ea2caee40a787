"""Where staff see and count stock, also from the list of products."""

from typing import TypeVar

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from storefront.catalog.admin import ProductAdmin, go_to_page
from storefront.catalog.filters import CategoryFilter
from storefront.catalog.models import Product
from storefront.catalog.search import search
from storefront.inventory import services, views
from storefront.inventory.forms import LocationForm, StockForm
from storefront.inventory.models import (
    LEVELS,
    Availability,
    Location,
    Movement,
    Reservation,
    Stock,
)


class LevelFilter(admin.SimpleListFilter):
    """How much there is; a subclass says of which rows."""

    title = _("stock")
    parameter_name = "stock"

    def lookups(
        self, request: HttpRequest, model_admin: object
    ) -> list[tuple[str, str]]:
        return [
            ("out", str(Availability.SOLD_OUT.label)),
            ("few", str(Availability.FEW_LEFT.label)),
            ("in", str(Availability.IN_STOCK.label)),
            ("short", str(_("Sold twice"))),
        ]

    def level(self) -> Q | None:
        return LEVELS.get(self.value() or "")


class StockLevelFilter(LevelFilter):
    def queryset(self, request: HttpRequest, rows: QuerySet[Stock]) -> QuerySet[Stock]:
        level = self.level()
        return rows.filter(level) if level else rows


class ProductLevelFilter(LevelFilter):
    """Products with a variant like that."""

    def queryset(
        self, request: HttpRequest, products: QuerySet[Product]
    ) -> QuerySet[Product]:
        level = self.level()
        if level is None:
            return products
        rows = Stock.objects.with_left().filter(level, variant__archived=False)
        return products.filter(pk__in=rows.values("variant__product"))


class StockCategoryFilter(CategoryFilter):
    category_path = "variant__product__category__path"


LedgerRow = TypeVar("LedgerRow", Movement, Reservation)


class Movements(admin.TabularInline[Movement, Stock]):
    """The latest ones; all of them are in their own list."""

    model = Movement
    fields = readonly_fields = (
        "created_at",
        "quantity",
        "reason",
        "reference",
        "made_by",
    )
    extra = 0
    can_delete = False
    ordering = ("-id",)

    def has_add_permission(self, request: HttpRequest, row: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, row: object = None) -> bool:
        return False


@admin.register(Stock)
class StockAdmin(admin.ModelAdmin[Stock]):
    """What is where. Numbers change by counting, and every change is a movement."""

    form = StockForm
    inlines = (Movements,)
    autocomplete_fields = ("variant",)
    list_display = (
        "product",
        "left_column",
        "sku",
        "on_hand",
        "reserved",
        "location",
    )
    list_filter = (StockLevelFilter, "location", StockCategoryFilter)
    list_select_related = ("variant__product", "location")
    list_per_page = 100
    ordering = ("variant__product_id", "variant__position", "variant_id", "location_id")
    search_fields = ("variant__sku",)
    search_help_text = _("Words of a title, brand, SKU or GTIN; marks do not matter.")
    actions = ("count",)

    class Media:
        css = {"all": ("css/staff.css",)}

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(views.count)
        return [path("count/", page, name="inventory_count"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Stock]:
        return Stock.objects.counted()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Stock], search_term: str
    ) -> tuple[QuerySet[Stock], bool]:
        products = search(search_term).values("pk")
        found = queryset.filter(variant__product__in=products)
        return (found if search_term else queryset), False

    @admin.display(description=_("SKU"), ordering="variant__sku")
    def sku(self, stock: Stock) -> str:
        return stock.variant.sku

    @admin.display(description=_("product"), ordering="variant__product__title")
    def product(self, stock: Stock) -> str:
        options = (value for _axis, value in stock.variant.options)
        return " · ".join([stock.variant.product.title, *options])

    @admin.display(description=_("available"), ordering="left")
    def left_column(self, stock: Stock) -> str:
        state = Availability.of(stock.available)
        left = stock.on_hand - stock.reserved
        return format_html(
            '<span class="state-{}" title="{}">{}</span>',
            state.value,
            state.label,
            left,
        )

    def get_fields(
        self, request: HttpRequest, stock: Stock | None = None
    ) -> tuple[str, ...]:
        shown = ("variant", "location", "on_hand")
        return (*shown, "reserved", "count_link") if stock else shown

    def get_readonly_fields(
        self, request: HttpRequest, stock: Stock | None = None
    ) -> tuple[str, ...]:
        return self.get_fields(request, stock) if stock else ()

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        """A row that is there has nothing to save: it is counted."""
        buttons = ("show_save", "show_save_and_continue", "show_save_and_add_another")
        hidden = dict.fromkeys(buttons, False) if object_id else {}
        return super().changeform_view(request, object_id, form_url, hidden)

    @admin.display(description=_("count"))
    def count_link(self, stock: Stock) -> str:
        page = reverse("admin:inventory_count")
        return format_html('<a href="{}?rows={}">{}</a>', page, stock.pk, _("Count…"))

    def save_model(
        self, request: HttpRequest, stock: Stock, form: ModelForm[Stock], change: bool
    ) -> None:
        """Only a new row comes here: others are counted."""
        if change:
            return
        found = services.count_stock(
            variant_id=stock.variant_id,
            location_id=stock.location_id,
            on_hand=form.cleaned_data["on_hand"],
            made_by=views.made_by(request),
        )
        stock.pk = found.pk

    def has_delete_permission(self, request: HttpRequest, row: object = None) -> bool:
        return False

    @admin.action(description=_("Count…"), permissions=["change"])
    def count(self, request: HttpRequest, rows: QuerySet[Stock]) -> HttpResponse:
        ids = rows.values_list("pk", flat=True)[: views.MOST_ROWS]
        page = reverse("admin:inventory_count")
        return HttpResponseRedirect(f"{page}?rows={','.join(map(str, ids))}")


class Ledger(admin.ModelAdmin[LedgerRow]):
    """Read, never written."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, row: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, row: object = None) -> bool:
        return False


@admin.register(Movement)
class MovementAdmin(Ledger[Movement]):
    list_display = ("created_at", "stock", "quantity", "reason", "reference", "made_by")
    list_filter = ("reason", "stock__location", "created_at")
    list_select_related = ("stock__variant", "stock__location", "made_by")
    search_fields = ("reference", "stock__variant__sku")
    date_hierarchy = "created_at"


@admin.register(Reservation)
class ReservationAdmin(Ledger[Reservation]):
    search_fields = ("reference", "stock__variant__sku")
    list_display = (
        "created_at",
        "stock",
        "quantity",
        "reference",
        "expires_at",
        "ended_at",
    )
    list_filter = ("stock__location", "created_at")
    list_select_related = ("stock__variant", "stock__location")


@admin.register(Location)
class LocationAdmin(admin.ModelAdmin[Location]):
    form = LocationForm
    list_display = ("name", "position", "sells_online")


class StockedProductAdmin(ProductAdmin):
    """The list of products, with what the stock adds to it."""

    list_filter = [*ProductAdmin.list_filter, ProductLevelFilter]
    actions = [*ProductAdmin.actions, "count_stock"]

    @admin.action(description=_("Count stock…"), permissions=["change"])
    def count_stock(
        self, request: HttpRequest, products: QuerySet[Product]
    ) -> HttpResponse:
        return go_to_page("admin:inventory_count", products)


admin.site.unregister(Product)
admin.site.register(Product, StockedProductAdmin)
