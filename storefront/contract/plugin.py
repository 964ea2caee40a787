"""What a plugin is: services, each found in `plugins/<folder>/plugin.py`."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar, TypeVar

from django import forms

from storefront.contract.data import Budget
from storefront.contract.http import Gate


class Service(ABC):
    """One thing a plugin connects to, with the credentials of one of our accounts."""

    slug: ClassVar[str]
    name: ClassVar[str]
    #: Its labels and help texts are the set-up guide.
    credentials_form: ClassVar[type[forms.Form]]
    #: Names of the credentials that must never be shown again.
    secrets: ClassVar[frozenset[str]] = frozenset()
    #: The credential that names the account; one connection per account.
    account_field: ClassVar[str]
    address: ClassVar[str]
    budgets: ClassVar[tuple[Budget, ...]] = ()

    def __init__(
        self, credentials: Mapping[str, str], *, gate: Gate, address: str = ""
    ) -> None:
        self.credentials = credentials
        self.gate = gate
        self.api_address = address or self.address

    def __repr__(self) -> str:
        return f"<{self.slug}>"

    @abstractmethod
    def check(self) -> None:
        """Make one cheap call; return if the credentials work, raise if they do not."""


ServiceType = TypeVar("ServiceType", bound=type[Service])

_services: dict[str, type[Service]] = {}


def register(service: ServiceType) -> ServiceType:
    """Make a service known to the hub. Used as a decorator in a plugin's plugin.py."""
    taken = _services.get(service.slug)
    if taken and taken.__module__ != service.__module__:
        raise ValueError(f"{service.slug} is registered twice.")
    _services[service.slug] = service
    return service


def services() -> dict[str, type[Service]]:
    return dict(sorted(_services.items()))
