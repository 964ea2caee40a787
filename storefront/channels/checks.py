from collections.abc import Sequence

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

from storefront.contract.data import Creates
from storefront.contract.plugin import services
from storefront.contract.roles import FindsListings, PublishesListings


@register
def blind_creators_can_look_up(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> list[CheckMessage]:
    """A create whose fate is unknown would be doubled where nobody can ask for it."""
    return [
        Error(
            f"{slug} creates blindly and cannot find what it created.",
            hint="Give the service the role FindsListings.",
            id="channels.E001",
        )
        for slug, service in services().items()
        if issubclass(service, PublishesListings)
        and service.creates is Creates.BLINDLY
        and not issubclass(service, FindsListings)
    ]
