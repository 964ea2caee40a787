from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_q.models import Failure, Schedule, Success

from storefront.jobs import services
from storefront.jobs.models import Job, JobQuerySet

# django-q2 only executes. Its own pages would show nothing, and let staff name any
# function to be called.
admin.site.unregister([Failure, Schedule, Success])


@admin.register(Job)
class JobAdmin(admin.ModelAdmin[Job]):
    list_display = ("kind", "state", "last_error", "key", "attempts", "run_at")
    list_filter = ("state", "queue", "kind")
    search_fields = ("kind", "key", "group", "last_error")
    actions = ("run_again",)

    @admin.action(description=_("Run again now"), permissions=["replay"])
    def run_again(self, request: HttpRequest, jobs: JobQuerySet) -> None:
        count = services.replay(jobs)
        message = ngettext("%s job runs again.", "%s jobs run again.", count) % count
        self.message_user(request, message)

    def has_replay_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("jobs.change_job")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Job | None = None
    ) -> bool:
        """Only what is dead may be thrown away."""
        return super().has_delete_permission(request, obj) and (
            obj is None or obj.state == Job.State.DEAD
        )
