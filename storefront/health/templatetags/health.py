"""What the first page of the admin says of the health of the shop."""

from django import template
from django.template.context import RequestContext

from storefront.channels.models import Drift
from storefront.health.lights import Colour, lights, worst
from storefront.health.problems import Problem
from storefront.health.rest import rest

register = template.Library()


@register.inclusion_tag("health/partials/strip.html", takes_context=True)
def health_strip(context: RequestContext) -> dict[str, object]:
    """One colour for all, and a sentence for each connection that is not well."""
    user = context["request"].user
    if not user.has_perm("health.view_connectionhealth"):
        return {}
    found = lights()
    return {
        "colour": worst([*(light.colour for light in found), rest().colour]),
        "unwell": [light for light in found if light.colour is not Colour.GREEN],
    }


@register.filter
def of(groups: dict[int, list[Problem] | list[Drift]], pk: int) -> object:
    return groups.get(pk, [])
