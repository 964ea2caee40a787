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
    match = request.resolver_match
    if match is None or (match.url_name or "").startswith("second_factor"):
        return {"alerts": []}  # still at the door
    alerts = Alert.objects.loud()[: SHOWN + 1]
    return {"alerts": alerts[:SHOWN], "more": len(alerts) > SHOWN}
