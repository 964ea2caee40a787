"""Every fault of the proxy, once each: what a plugin makes of it.

A call that was spoilt must not pass for a success, and its repetition must make no
double. What the platform holds is counted in its own store.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import cast
from unittest.mock import patch

import pytest

from storefront.contract import http, pool
from storefront.contract.data import Creates, Listing, Outcome, State
from storefront.contract.errors import PlatformUnavailable
from storefront.contract.http import OpenGate
from storefront.contract.plugin import Service
from storefront.contract.roles import FindsListings
from storefront.contract.sandbox import Sandbox, running
from storefront.contract.testing import with_ids
from storefront.contract.testing.kit import Kit
from storefront.contract.testing.platform import Publisher
from tests.faults import _faults as faults
from tests.faults._faults import Ending, Fault
from tests.faults._proxy import Asked, Proxy, nothing, proxied

#: The sandbox's own words take the place of this body.
NAMES = [fault.name for fault in faults.every(b"")]

#: Instead of a plugin's deadline, where a fault is one that has to be waited out.
SOON = timedelta(seconds=0.5)

#: Switches of sandboxes that make them slow to show what they took, or narrow.
SLOW = {"settling", "processing", "batch_calls", "management_calls", "audit_takes"}


@dataclass
class Spoiled:
    """A platform, and the proxy before it."""

    sandbox: Sandbox
    proxy: Proxy


@contextmanager
def spoiled(kind: type[Sandbox], folder: Path) -> Iterator[Spoiled]:
    sandbox = kind(folder / "sandbox.sqlite3")
    for name in SLOW & sandbox.every_switch.keys():
        sandbox.turn(name, 0)
    pool.pool.cache_clear()
    with running(sandbox) as address, proxied(address) as proxy:
        yield Spoiled(sandbox, proxy)
    pool.pool.cache_clear()


class Faulted(Kit):
    def changes_something(self, asked: Asked) -> bool:
        return asked.method != "GET"

    @pytest.fixture(scope="class")
    @classmethod
    def platform_under_faults(
        cls, tmp_path_factory: pytest.TempPathFactory
    ) -> Iterator[Spoiled]:
        """One for all faults."""
        with spoiled(cls.sandbox, tmp_path_factory.mktemp("faulted")) as platform:
            yield platform

    @pytest.mark.parametrize("name", NAMES)
    def test_spoilt(self, platform_under_faults: Spoiled, name: str):
        play(self, platform_under_faults, name)


def play(kit: Faulted, platform: Spoiled, name: str) -> None:
    """Spoil the first call that changes something; then do it all again."""
    sandbox, proxy = platform.sandbox, platform.proxy
    fault = fault_named(name, inside=sandbox.unwell().body)
    listing = kit.listing(100 + NAMES.index(name))
    built = kit.service(sandbox.seeded, gate=OpenGate(), address=proxy.address)
    service = cast(Publisher, built)
    before = sandbox.count()

    proxy.choose = first_write(kit, fault)
    with waiting_little(fault):
        answer = attempt(lambda: service.publish([listing]))
    proxy.choose = nothing

    assert taken(answer, fault), f"{name} was taken for {answer}"
    if service.creates is Creates.BLINDLY:
        listing = found_again(service, listing)
    kit.settle(service, service.publish([listing]))
    assert sandbox.count() - before == held_of(service, listing)


def fault_named(name: str, *, inside: bytes) -> Fault:
    return next(one for one in faults.every(inside) if one.name == name)


def first_write(kit: Faulted, fault: Fault) -> Callable[[Asked], Fault | None]:
    """The first call that changes something goes wrong, and no other."""
    left = [fault]
    return lambda asked: left.pop() if kit.changes_something(asked) and left else None


def waiting_little(fault: Fault) -> AbstractContextManager[object]:
    slow = fault.pace or fault.ending is Ending.NEVER
    until = (lambda deadline: pool.ending_after(SOON)) if slow else pool.ending_after
    return patch.object(http, "ending_after", until)


def attempt(
    publish: Callable[[], Iterator[Outcome]],
) -> list[Outcome] | PlatformUnavailable:
    try:
        return list(publish())
    except PlatformUnavailable as error:
        return error


def taken(answer: list[Outcome] | PlatformUnavailable, fault: Fault) -> bool:
    """Was it taken for what it is?

    Only what never reached the platform may be said to have done nothing there.
    """
    if isinstance(answer, PlatformUnavailable):
        return not fault.harmless and not (answer.nothing_done and fault.reaches)
    good = {State.ACCEPTED, State.PENDING}
    return fault.harmless and {outcome.state for outcome in answer} <= good


def found_again(service: Service, listing: Listing) -> Listing:
    """As the hub does before it creates what may be there already."""
    assert isinstance(service, FindsListings)
    found = service.find([offer.sku for offer in listing.offers])
    if not found:
        return listing
    known = {offer.sku: offer.external_id for offer in found[0].offers}
    ids = {offer.key: known[offer.sku] for offer in listing.offers}
    return with_ids(listing, {listing.key: found[0].external_id, **ids})


def held_of(service: Publisher, listing: Listing) -> int:
    """What the platform counts of it: itself, or its offers where it knows no other."""
    return len(listing.offers) if service.limits.flat else 1
