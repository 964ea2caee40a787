"""What staff see of proof: a listing's answers, what drifted, and the rule for it."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from storefront.channels import repairing, services
from storefront.channels.models import Answer, Drift, Listing, Upkeep

#: The newest so many on a listing's page.
SHOWN = 100


def timeline(listing: Listing) -> SafeString:
    skus = dict(listing.offers.values_list("pk", "sku"))
    answers = Answer.objects.of_listing(listing.pk)[:SHOWN]
    rows = [(answer, answer.what(skus)) for answer in answers]
    return render_to_string("channels/partials/answers.html", {"rows": rows})


class DriftAdmin(admin.ModelAdmin[Drift]):
    list_display = ["listing", "part", "cause", "found_at", "ended_at", "end"]
    list_filter = ["connection", "cause", ("ended_at", admin.EmptyFieldListFilter)]
    list_select_related = ["listing__product", "listing__connection", "part"]
    actions = ["send_again", "leave"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: Drift | None = None
    ) -> bool:
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(
        self, request: HttpRequest, obj: Drift | None = None
    ) -> bool:
        return False

    @admin.action(description=_("Send again"), permissions=["change"])
    def send_again(self, request: HttpRequest, drifts: QuerySet[Drift]) -> None:
        count = services.repair(Drift.objects.filter(pk__in=drifts.values("pk")))
        text = ngettext("%d thing is sent again.", "%d things are sent again.", count)
        self.message_user(request, text % count, messages.SUCCESS)

    @admin.action(description=_("Leave as it is"), permissions=["change"])
    def leave(self, request: HttpRequest, drifts: QuerySet[Drift]) -> None:
        count = repairing.leave(Drift.objects.filter(pk__in=drifts.values("pk")))
        text = ngettext("%d thing is left.", "%d things are left.", count)
        self.message_user(request, text % count, messages.SUCCESS)


class UpkeepAdmin(admin.ModelAdmin[Upkeep]):
    list_display = ["connection", "rule", "compared_at"]
    list_editable = ["rule"]
    fields = ["connection", "rule"]
    readonly_fields = ["connection"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Upkeep | None = None
    ) -> bool:
        return False
