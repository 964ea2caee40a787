from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from storefront.drills import services
from storefront.drills.models import Drill


@admin.register(Drill)
class DrillAdmin(admin.ModelAdmin[Drill]):
    """The scores of all drills, the newest first."""

    list_display = (
        *("connection", "began_at", "passed", "orders", "sign_ins", "rehearsal_ms"),
        *("noticed_after", "most_waiting", "left_waiting", "calls", "caught_up_after"),
    )
    list_filter = ("connection", "began_at")
    list_select_related = ("connection",)
    actions = ("stop",)

    @admin.display(description=_("passed"), boolean=True)
    def passed(self, drill: Drill) -> bool | None:
        return drill.passed if drill.ended_at else None

    @admin.display(description=_("noticed after (s)"))
    def noticed_after(self, drill: Drill) -> int | None:
        return drill.noticed_after

    @admin.display(description=_("caught up after (s)"))
    def caught_up_after(self, drill: Drill) -> int | None:
        return drill.caught_up_after

    @admin.action(description=_("Bring the service back"), permissions=["run"])
    def stop(self, request: HttpRequest, drills: QuerySet[Drill]) -> None:
        for drill in drills:
            services.stop_drill(drill)

    def has_run_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("drills.run_drill")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return False
