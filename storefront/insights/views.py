from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from storefront.customers.models import User
from storefront.insights import invites, lockout
from storefront.insights.models import Invite

#: Names shown of each; more than anybody reads.
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Row:
    """What would happen if it went dark now, and to whom."""

    reliance: lockout.Reliance
    locked_out: int
    names: list[User]


def row_of(reliance: lockout.Reliance) -> Row:
    people = lockout.locked_out(without=[reliance.key])
    return Row(reliance, people.count(), list(people.order_by("pk")[:SHOWN]))


@admin.site.admin_view
def lockout_report(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("customers.view_user"):
        raise PermissionDenied
    reliances = lockout.reliances()
    chosen = request.POST.get("reliance")
    if request.method == "POST" and chosen in {one.key for one in reliances}:
        if not request.user.has_perm("insights.add_invite"):
            raise PermissionDenied
        tell(request, invites.invite(reliance=chosen))
        return redirect("lockout_report")
    facts = {
        "title": _("Who could be locked out"),
        "customers": lockout.customers().count(),
        "ways": lockout.by_number_of_ways(),
        "without": list(lockout.without_a_way().order_by("pk")[:SHOWN]),
        "rows": [row_of(one) for one in reliances],
        "waiting": Invite.objects.waiting().count(),
        "sent": Invite.objects.recent().filter(state=Invite.State.SENT).count(),
        "may_invite": request.user.has_perm("insights.add_invite"),
    }
    context = admin.site.each_context(request) | facts
    return render(request, "insights/lockout.html", context)


def tell(request: HttpRequest, count: int) -> None:
    if not count:
        messages.info(request, _("Everybody concerned was invited lately."))
        return
    text = ngettext(
        "%(count)s invite is on its way.", "%(count)s invites are on their way.", count
    )
    messages.success(request, text % {"count": count})
