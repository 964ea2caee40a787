from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from storefront.shop.models import TOPICS, Profile


@admin.register(Profile)
class ProfileAdmin(admin.ModelAdmin[Profile]):
    """One row: its list leads straight to it."""

    fieldsets = (
        (None, {"fields": ("name", "tagline_vi", "tagline_en", "logo")}),
        (
            _("Colours"),
            {
                "fields": ("accent", "accent_dark"),
                "description": _("Empty: our own. Each is checked to be readable."),
            },
        ),
        (
            _("Owner and contact"),
            {
                "fields": (
                    *("owner", "registration", "tax_code", "address"),
                    *("phone", "email", "hours_vi", "hours_en"),
                ),
                "description": _(
                    "Vietnamese law (Decree 52/2013, 85/2021) asks an online shop to"
                    " publish these."
                ),
            },
        ),
        (
            _("Alerts"),
            {
                "fields": ("alert_emails",),
                "description": _(
                    "Who hears by e-mail of a channel that is gone, of credentials that"
                    " no longer work, of orders that fail; and when it is over."
                ),
            },
        ),
        (
            _("Policies"),
            {
                "fields": [
                    f"{topic}_policy_{language}"
                    for topic in TOPICS
                    for language in ("vi", "en")
                ],
                "description": _(
                    "An empty line begins a paragraph, “# ” a heading, “- ” a point."
                ),
            },
        ),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Profile.objects.exists()

    def has_delete_permission(
        self, request: HttpRequest, obj: Profile | None = None
    ) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        if Profile.objects.exists():
            return redirect("admin:shop_profile_change", 1)
        return redirect("admin:shop_profile_add")
