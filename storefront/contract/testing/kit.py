"""What all the tests stand on."""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import ClassVar, TypeVar
from unittest import SkipTest

from storefront.contract.data import Listing, Outcome, State
from storefront.contract.http import OpenGate
from storefront.contract.plugin import Service
from storefront.contract.roles import ConfirmsLater, FindsListings
from storefront.contract.sandbox import Sandbox
from storefront.contract.testing.answers import pending
from storefront.contract.testing.listings import example, with_ids
from storefront.contract.testing.platform import Build, Platform, Publisher

#: An asynchronous sandbox has answered by then, or the test fails.
PATIENCE = timedelta(seconds=20)

Raised = TypeVar("Raised", bound=Exception)


class Kit:
    service: ClassVar[type[Service]]
    sandbox: ClassVar[type[Sandbox]]
    #: Well formed, and not accepted by the platform.
    wrong_credentials: ClassVar[Mapping[str, str]]

    def needs(self, role: type) -> None:
        """Whoever cannot do that at all is skipped, and it is said."""
        if not issubclass(self.service, role):
            raise SkipTest(f"{self.service.__name__} is no {role.__name__}")

    def listing(self, number: int = 1) -> Listing:
        """A listing of two offers that the platform takes."""
        return example(number)

    def platform(self, folder: Path) -> Platform:
        return Platform(self.service, self.sandbox, folder)

    def publishing(self, build: Build) -> Callable[[], object]:
        return lambda: list(build(OpenGate()).publish([self.listing()]))

    def secret_values(self) -> list[str]:
        seeded = self.sandbox.seeded
        values = [seeded[name] for name in self.service.secrets if name in seeded]
        assert values, "the sandbox names its secrets in `seeded`"
        return values

    def published(self, service: Publisher) -> Listing:
        """The listing as the hub holds it once it is there: with the platform's ids."""
        listing = self.listing()
        outcomes = self.settle(service, service.publish([listing]))
        ids = {k: v for outcome in outcomes for k, v in outcome.external_ids.items()}
        return with_ids(listing, ids)

    def look_up(self, service: Publisher, listing: Listing) -> Listing:
        assert isinstance(service, FindsListings)
        time.sleep(service.settles_after.total_seconds())
        found = service.find([offer.sku for offer in listing.offers])[0]
        known = {offer.sku: offer.external_id for offer in found.offers}
        ids = {o.key: known[o.sku] for o in listing.offers}
        return with_ids(listing, {listing.key: found.external_id, **ids})

    def settle(self, service: Service, outcomes: Iterator[Outcome]) -> list[Outcome]:
        """Ask again until nothing is pending, as the hub does."""
        known = list(outcomes)
        ends = time.monotonic() + PATIENCE.total_seconds()
        while receipts := pending(known):
            assert isinstance(service, ConfirmsLater)
            assert time.monotonic() < ends, "still pending"
            time.sleep(0.1)
            final = [o for o in known if o.state is not State.PENDING]
            known = final + list(service.confirm(receipts))
        return known


def assert_raises(kind: type[Raised], action: Callable[[], object]) -> Raised:
    try:
        action()
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} was not raised")
