from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

from storefront.connections.credentials import key_ring


@register
def check_key_ring(**options: object) -> list[CheckMessage]:
    """Without keys no credential can be read: better said at the start."""
    try:
        key_ring()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="connections.E001")]
    return []
