"""A sandbox that is running, and how to build the service that talks to it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol, cast

from storefront.contract.http import Gate
from storefront.contract.plugin import Service
from storefront.contract.pool import pool
from storefront.contract.roles import PublishesListings
from storefront.contract.sandbox import Sandbox, running


class Publisher(Service, PublishesListings):
    """What all the tests need: a service that takes listings."""


class Build(Protocol):
    def __call__(
        self, gate: Gate, credentials: Mapping[str, str] | None = None
    ) -> Publisher: ...


class Platform:
    def __init__(
        self, service: type[Service], sandbox: type[Sandbox], folder: Path
    ) -> None:
        self.service = service
        self.sandbox = sandbox(folder / "sandbox.sqlite3")
        self.server = running(self.sandbox)

    def __enter__(self) -> tuple[Sandbox, Build]:
        pool.cache_clear()
        address = self.server.__enter__()

        def build(
            gate: Gate, credentials: Mapping[str, str] | None = None
        ) -> Publisher:
            given = credentials or self.sandbox.seeded
            return cast(Publisher, self.service(given, gate=gate, address=address))

        return self.sandbox, build

    def __exit__(self, *error: object) -> None:
        self.server.__exit__(None, None, None)
