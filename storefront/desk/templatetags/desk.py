"""What the first page of the admin lays before a shopkeeper."""

from django import template
from django.template.context import RequestContext

from storefront.desk.waiting import (
    waiting_goods,
    waiting_money,
    waiting_orders,
    waiting_shipments,
)
from storefront.desk.ways import ways

register = template.Library()


@register.inclusion_tag("desk/desk.html", takes_context=True)
def desk(context: RequestContext) -> dict[str, object]:
    user = context["request"].user
    return {
        "orders": [*waiting_shipments(user), *waiting_orders(user)],
        "rest": [*waiting_goods(user), *waiting_money(user)],
        "ways": list(ways(user)),
    }
