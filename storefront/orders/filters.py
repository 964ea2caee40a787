from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storefront.contract import clock
from storefront.orders import deadlines
from storefront.orders.models import Order


class ShipFilter(admin.SimpleListFilter):
    """How near the moment is by which a channel wants an order sent."""

    title = _("deadline")
    parameter_name = "ship"

    def lookups(
        self, request: HttpRequest, model_admin: object
    ) -> list[tuple[str, str]]:
        return [
            (deadlines.LATE, gettext("Late")),
            (deadlines.SOON, gettext("Late soon")),
            (deadlines.ANY, gettext("By a certain moment")),
        ]

    def queryset(
        self, request: HttpRequest, orders: QuerySet[Order]
    ) -> QuerySet[Order]:
        if self.value() is None:
            return orders
        wanted = deadlines.due(self.value() or "", moment=clock.now())
        return orders.filter(pk__in=wanted.values("pk"))
