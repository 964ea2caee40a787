"""Where staff keep the catalogue. Whatever is saved goes through the services."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import admin, messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import ForeignKey, Model, QuerySet
from django.forms import BaseModelFormSet, ModelChoiceField, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from storefront.catalog import services, views
from storefront.catalog.category_admin import Actions
from storefront.catalog.filters import BrandFilter, CategoryFilter
from storefront.catalog.forms import (
    CategoryChoice,
    PictureForm,
    PictureFormSet,
    ProductForm,
)
from storefront.catalog.models import Category, Picture, Product, Variant
from storefront.catalog.pictures import StoredUpload
from storefront.catalog.search import normalise, search
from storefront.catalog.source_admin import PictureSources
from storefront.catalog.templatetags.money import money
from storefront.catalog.variant_forms import SALE, VariantForm, VariantFormSet

RowsForm = BaseModelFormSet[Model, ModelForm[Model]]
PRICES = {"price", "compare_at_price"} | SALE


def thumbnail(picture: Picture | None) -> str:
    if picture is None or not picture.page_file:
        return "–"
    width, height = picture.page_size
    return format_html(
        '<img class="thumbnail" src="{}" width="{}" height="{}" alt="{}">',
        picture.page_file.url,
        width,
        height,
        picture.alt or "",
    )


class Variants(admin.StackedInline[Variant, Product]):
    model = Variant
    form = VariantForm
    formset = VariantFormSet
    extra = 0
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("sku", "price", "compare_at_price", "position"),
                    ("option_1_vi", "option_2_vi", "option_3_vi"),
                    ("stock_tracked", "archived"),
                    ("sale_amount", "sale_starts_at", "sale_ends_at"),
                )
            },
        ),
        (
            _("English, GTIN, weight and size"),
            {
                "classes": ("collapse",),
                "fields": (
                    ("option_1_en", "option_2_en", "option_3_en"),
                    ("gtin", "weight_grams"),
                    ("length_mm", "width_mm", "height_mm"),
                ),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Variant]:
        return super().get_queryset(request).select_related("sale")


class Pictures(admin.TabularInline[Picture, Product]):
    model = Picture
    form = PictureForm
    formset = PictureFormSet
    extra = 1
    fields = ("preview", "upload", "alt_vi", "alt_en", "variant", "position")
    readonly_fields = ("preview",)

    @admin.display(description=_("picture"))
    def preview(self, picture: Picture) -> str:
        return thumbnail(picture)


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin[Product]):
    form = ProductForm
    inlines = [Variants, Pictures, PictureSources]
    list_display = (
        "cover_column",
        "title_column",
        "state",
        "category",
        "price_column",
    )
    list_display_links = ("cover_column", "title_column")
    list_filter = ["state", ("brand", BrandFilter), CategoryFilter]
    list_select_related = ("category",)
    list_per_page = 50
    #: Counting all beside those that were found is a scan more.
    show_full_result_count = False
    ordering = ("-updated_at", "-pk")
    search_fields = ("search_text",)
    search_help_text = _("Words of a title, brand, SKU or GTIN; marks do not matter.")
    actions = ["activate", "to_draft", "archive", "change_prices"]
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "seen",
                    ("title_vi", "title_en"),
                    ("state", "brand"),
                    "category",
                    ("axis_1", "axis_2", "axis_3"),
                )
            },
        ),
        (_("Description"), {"fields": (("description_vi", "description_en"),)}),
        (
            _("Address and search engines"),
            {
                "classes": ("collapse",),
                "fields": (
                    "slug",
                    ("seo_title_vi", "seo_title_en"),
                    ("seo_description_vi", "seo_description_en"),
                ),
            },
        ),
    )

    class Media:
        css = {"all": ("css/staff.css", "css/product-form.css")}

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(views.prices)
        return [path("prices/", page, name="catalog_prices"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        products: QuerySet[Product] = Product.objects.for_cards()
        return products

    def formfield_for_foreignkey(
        self,
        db_field: ForeignKey[Category, Category],
        request: HttpRequest,
        **options: Any,
    ) -> ModelChoiceField[Category] | None:
        """Show the tree in the list of categories."""
        tree = {
            "form_class": CategoryChoice,
            "queryset": Category.objects.order_by("path"),
        }
        return super().formfield_for_foreignkey(db_field, request, **(options | tree))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Product], search_term: str
    ) -> tuple[QuerySet[Product], bool]:
        found = search(search_term).values("pk")
        return (queryset.filter(pk__in=found) if search_term else queryset), False

    @admin.display(description=_("title"), ordering="title")
    def title_column(self, product: Product) -> str:
        return product.title

    @admin.display(description=_("picture"))
    def cover_column(self, product: Product) -> str:
        return thumbnail(product.cover)

    @admin.display(description=_("price"), ordering="lowest_price")
    def price_column(self, product: Product) -> str:
        low, high = product.lowest_price, product.highest_price
        if low is None or high is None:
            return "–"
        return money(low) if low == high else f"{money(low)} – {money(high)}"

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        """Make the picture files before Django opens its transaction."""
        for name, upload in request.FILES.items():
            if isinstance(upload, UploadedFile):
                request.FILES[name] = StoredUpload(upload)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(
        self,
        request: HttpRequest,
        product: Product,
        form: ModelForm[Product],
        change: bool,
    ) -> None:
        if form.has_changed() or not change:
            services.write_product(product)

    def save_formset(
        self,
        request: HttpRequest,
        form: ModelForm[Product],
        formset: RowsForm,
        change: bool,
    ) -> None:
        formset.save(commit=False)
        removed = [row for row in formset.deleted_objects if isinstance(row, Variant)]
        for variant in removed:
            services.remove_variant(variant)
        if isinstance(formset, VariantFormSet):
            services.write_variants(form.instance, formset.written())
            formset.save_sales()
        if isinstance(formset, PictureFormSet):
            self.save_pictures(request, formset)

    def save_pictures(self, request: HttpRequest, formset: PictureFormSet) -> None:
        for row in formset.deleted_objects:
            row.delete()
        for form in formset.forms:
            stored = form.cleaned_data.get("upload") if form.has_changed() else None
            if stored:
                services.fill_picture(form.instance, stored)
            if stored and stored.enlarged:
                messages.warning(request, enlarged_text(stored.size))
        for picture in formset.written():
            picture.save()

    def save_related(
        self,
        request: HttpRequest,
        form: ModelForm[Product],
        formsets: Iterable[RowsForm],
        change: bool,
    ) -> None:
        """Tell of the edit once, when all of it is written."""
        formsets = list(formsets)
        super().save_related(request, form, formsets, change)
        rows = [
            row for formset in formsets for row in formset.forms if row.has_changed()
        ]
        edited = {name for row in rows for name in row.changed_data}
        if edited - PRICES or form.has_changed() or not change:
            services.product_saved(form.instance)
        else:
            services.prices_saved([row.instance.pk for row in rows])

    def delete_model(self, request: HttpRequest, product: Product) -> None:
        if not services.delete_product(product=product):
            text = gettext("Something still points at this product, so it is archived.")
            messages.warning(request, text)

    def get_actions(self, request: HttpRequest) -> Actions:
        """Archiving is undone by a click; deleting many is not offered."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def get_deleted_objects(
        self, objs: Sequence[Product] | QuerySet[Product], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Whoever may delete a product may delete what is part of it."""
        listed, counts, _lacking, protected = super().get_deleted_objects(objs, request)
        return listed, counts, set(), protected

    @admin.action(description=_("Put on sale"), permissions=["change"])
    def activate(self, request: HttpRequest, products: QuerySet[Product]) -> None:
        self.change_state(request, products, Product.State.ACTIVE)

    @admin.action(description=_("Back to draft"), permissions=["change"])
    def to_draft(self, request: HttpRequest, products: QuerySet[Product]) -> None:
        self.change_state(request, products, Product.State.DRAFT)

    @admin.action(description=_("Archive"), permissions=["change"])
    def archive(self, request: HttpRequest, products: QuerySet[Product]) -> None:
        self.change_state(request, products, Product.State.ARCHIVED)

    def change_state(
        self, request: HttpRequest, products: QuerySet[Product], state: str
    ) -> None:
        ids = list(products.values_list("pk", flat=True))
        left = services.change_state(product_ids=ids, state=state)
        done = len(ids) - len(left)
        text = ngettext("%(n)s product: %(state)s.", "%(n)s products: %(state)s.", done)
        label = Product.State(state).label
        messages.success(request, text % {"n": done, "state": label})
        for product in left:
            text = gettext("%(title)s stays as it is: it has no variant to sell.")
            messages.warning(request, text % {"title": product.title})

    @admin.action(description=_("Change prices…"), permissions=["change"])
    def change_prices(
        self, request: HttpRequest, products: QuerySet[Product]
    ) -> HttpResponse:
        return go_to_page("admin:catalog_prices", products)


def go_to_page(name: str, products: QuerySet[Product]) -> HttpResponse:
    ids = products.order_by("pk").values_list("pk", flat=True)[: views.MOST_ROWS]
    return HttpResponseRedirect(f"{reverse(name)}?ids={','.join(map(str, ids))}")


def enlarged_text(size: tuple[int, int]) -> str:
    text = gettext(
        "The picture has only %(width)s × %(height)s pixels: channels get it enlarged,"
        " and it looks blurred. 500 × 500 or more is better."
    )
    return text % {"width": size[0], "height": size[1]}


@admin.register(Variant)
class VariantAdmin(admin.ModelAdmin[Variant]):
    """Found from other pages; edited with its product."""

    search_fields = ("sku", "product__search_text")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Variant], search_term: str
    ) -> tuple[QuerySet[Variant], bool]:
        return super().get_search_results(request, queryset, normalise(search_term))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, row: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, row: object = None) -> bool:
        return False
