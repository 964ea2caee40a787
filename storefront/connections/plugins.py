"""Find the plugins, and build a service for one of our accounts."""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

import plugins
from storefront.connections.gate import ConnectionGate
from storefront.connections.models import Connection
from storefront.contract.http import Gate
from storefront.contract.plugin import Service, services


class UnknownService(LookupError):
    """No plugin registers it (any more)."""


def discover() -> None:
    """Import plugin.py of every folder in plugins/; a broken one stops the start."""
    for folder in iter_modules(plugins.__path__, "plugins."):
        if folder.ispkg and find_spec(f"{folder.name}.plugin"):
            import_module(f"{folder.name}.plugin")


def service(slug: str) -> type[Service]:
    try:
        return services()[slug]
    except KeyError:
        raise UnknownService(slug) from None


def build(connection: Connection, gate: Gate | None = None) -> Service:
    """Return the service, with this account's credentials, behind the hub's gate."""
    return service(connection.service)(
        connection.credentials,
        gate=gate or ConnectionGate(connection),
        address=connection.api_address,
    )
