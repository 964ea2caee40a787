from django import template
from django.template.context import RequestContext

from storefront.outbox.models import Alert

register = template.Library()

#: More than these are behind the link to all of them.
SHOWN = 3


@register.inclusion_tag("outbox/open_alerts.html", takes_context=True)
def open_alerts(context: RequestContext) -> dict[str, object]:
    """What is wrong just now, for staff who are in and may see it."""
    request = context.get("request")
    if request is None or not request.user.has_perm("outbox.view_alert"):
        return {"alerts": []}
    if request.resolver_match is None or request.resolver_match.app_name != "admin":
        return {"alerts": []}  # still at the door: at the second step
    alerts = Alert.objects.loud()[: SHOWN + 1]
    return {"alerts": alerts[:SHOWN], "more": len(alerts) > SHOWN}
