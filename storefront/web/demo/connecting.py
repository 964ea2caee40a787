"""Connect the demo shop to the fake platforms that run beside it."""

from collections.abc import Iterator, Mapping

from storefront.connections.models import Connection
from storefront.connections.services import connect
from storefront.contract.plugin import Service, services
from storefront.sandbox.services import places, sandbox_of


def connect_sandboxes(host: str) -> list[Connection]:
    """Connect what is not connected yet. The sandboxes must be running."""
    return [
        connect(service=service.slug, credentials=credentials, api_address=address)
        for service, credentials, address in sandboxed_services(host)
        if not connected(service, credentials, address)
    ]


def sandboxed_services(
    host: str,
) -> Iterator[tuple[type[Service], dict[str, str], str]]:
    """Each service that a sandbox can play: one for all of whose credentials it has."""
    for folder, place in places().items():
        seeded = sandbox_of(folder).seeded
        for service in services().values():
            if service.__module__ != f"plugins.{folder}.plugin":
                continue
            credentials = credentials_for(service, seeded)
            if credentials:
                yield service, credentials, f"http://{host}:{place.port}"


def credentials_for(
    service: type[Service], seeded: Mapping[str, str]
) -> dict[str, str]:
    """Fill in the service's form, or return nothing if something needed is missing."""
    fields = service.credentials_form.base_fields
    if any(field.required and name not in seeded for name, field in fields.items()):
        return {}
    return {name: seeded[name] for name in fields if name in seeded}


def connected(
    service: type[Service], credentials: Mapping[str, str], address: str
) -> bool:
    return Connection.objects.filter(
        service=service.slug,
        account=credentials[service.account_field],
        api_address=address,
    ).exists()
