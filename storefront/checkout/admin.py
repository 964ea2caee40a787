from django.contrib import admin
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storefront.checkout.link_views import link_qr
from storefront.checkout.models import CheckoutLink, CheckoutLinkLine


class Things(admin.TabularInline[CheckoutLinkLine, CheckoutLink]):
    model = CheckoutLinkLine
    autocomplete_fields = ("variant",)
    extra = 1


@admin.register(CheckoutLink)
class CheckoutLinkAdmin(admin.ModelAdmin[CheckoutLink]):
    """Save one to see its address and its QR code."""

    list_display = ("name", "shown_address", "origin")
    search_fields = ("name", "origin")
    inlines = (Things,)
    readonly_fields = ("shown_address", "picture")
    fields = ("name", ("voucher_code", "origin"), "shown_address", "picture")

    def get_urls(self) -> list[URLPattern]:
        picture = self.admin_site.admin_view(link_qr)
        name = "checkout_link_qr"
        return [
            path("<int:pk>/qr.<slug:kind>", picture, name=name),
            *super().get_urls(),
        ]

    @admin.display(description=_("address"))
    def shown_address(self, link: CheckoutLink) -> str:
        if not link.pk:
            return "–"
        return format_html('<a href="{0}">{0}</a>', link.address)

    @admin.display(description=_("QR code"))
    def picture(self, link: CheckoutLink) -> str:
        if not link.pk:
            return "–"
        svg, png = (
            reverse("admin:checkout_link_qr", args=[link.pk, kind])
            for kind in ("svg", "png")
        )
        return format_html(
            '<img src="{}" width="240" height="240" alt="{}"><br>'
            '<a href="{}" download>{}</a>',
            svg,
            link.name,
            png,
            gettext("Save as a picture"),
        )
