"""The wire half of the conformance kit: what every plugin must do, against its sandbox.

Inherit in tests/plugins/<folder>/test_conformance.py and name what is yours:

    class TestDemoShop(Conformance):
        service = DemoShop
        sandbox = DemoSandbox
        wrong_credentials = {"shop": "demo", "token": "wrong"}
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar, Protocol, TypeVar, cast

from storefront.contract.categories import CategoryNode
from storefront.contract.data import (
    Creates,
    Listing,
    Money,
    Offer,
    Outcome,
    Part,
    Picture,
    Receipt,
    RemoteListing,
    Sent,
    State,
)
from storefront.contract.errors import CredentialsDead, NotNow, PlatformUnavailable
from storefront.contract.http import Call, OpenGate
from storefront.contract.plugin import Service
from storefront.contract.pool import pool
from storefront.contract.roles import (
    ConfirmsLater,
    FindsListings,
    MapsCategories,
    PublishesListings,
    ReadsBack,
    UpdatesOffers,
)
from storefront.contract.sandbox import Sandbox, log, running

#: An asynchronous sandbox has answered by then, or the test fails.
PATIENCE = timedelta(seconds=20)

OFFER_PARTS = frozenset({Part.PRICE, Part.STOCK})


Raised = TypeVar("Raised", bound=Exception)


class Log(Protocol):
    """What the tests read of pytest's `caplog`."""

    text: str

    def set_level(self, level: int) -> None: ...


class Listening(OpenGate):
    """Lets every call out and writes down what it was told before."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def enter(self, call: Call) -> str:
        self.calls.append(call)
        return str(len(self.calls))

    def announced(self) -> set[tuple[str, Part]]:
        sent = [item for call in self.calls for item in call.sending]
        return {(item.key, part) for item in sent for part in item.parts}


class Shut(OpenGate):
    """Lets no call out that carries something."""

    def enter(self, call: Call) -> str:
        if call.sending:
            raise NotNow("shut")
        return ""


class Publisher(Service, PublishesListings):
    """What all the tests need: a service that takes listings."""


class Conformance:
    service: ClassVar[type[Service]]
    sandbox: ClassVar[type[Sandbox]]
    #: Well formed, and not accepted by the platform.
    wrong_credentials: ClassVar[Mapping[str, str]]

    def listing(self, number: int = 1) -> Listing:
        """A listing of two offers that the platform takes."""
        picture = Picture(f"https://shop.example.com/{number}.jpg", 800, 800)
        return Listing(
            key=f"l{number}",
            title=f"Áo thun số {number}",
            description="Vải cotton mềm.",
            url=f"https://shop.example.com/vi/p/{number}/",
            offers=(self.offer(2 * number), self.offer(2 * number + 1)),
            brand="Kiềng",
            pictures=(picture,),
            idempotency_key=f"create-{number}",
            changed=frozenset(Part),
        )

    def offer(self, number: int) -> Offer:
        return Offer(
            key=f"o{number}",
            sku=f"SKU-{number}",
            price=Money(120_000 + number, "VND"),
            stock=number,
            changed=OFFER_PARTS,
        )

    # What the class itself says

    def test_the_form_is_a_guide_and_names_account_and_secrets(self) -> None:
        fields = self.service.credentials_form.base_fields
        assert self.service.account_field in fields
        assert self.service.secrets
        assert self.service.secrets <= set(fields)
        assert self.service.account_field not in self.service.secrets
        assert [
            name for name, f in fields.items() if not (f.label and f.help_text)
        ] == []

    # Credentials

    def test_check_accepts_good_credentials(self, tmp_path: Path) -> None:
        with self.platform(tmp_path) as (_, build):
            build(OpenGate()).check()

    def test_check_says_of_wrong_credentials_that_they_are_dead(
        self, tmp_path: Path
    ) -> None:
        with self.platform(tmp_path) as (_, build):
            service = build(OpenGate(), self.wrong_credentials)
            assert_raises(CredentialsDead, service.check)

    def test_no_secret_is_shown_or_logged(self, tmp_path: Path, caplog: Log) -> None:
        caplog.set_level(logging.DEBUG)
        with self.platform(tmp_path) as (sandbox, build):
            service = build(OpenGate())
            service.check()
            self.settle(service, service.publish([self.listing()]))
            sandbox.turn("dark", "closed")
            error = assert_raises(PlatformUnavailable, service.check)
        logging.getLogger(__name__).info("logging works")
        shown = [repr(service), str(service), str(error), repr(error), caplog.text]
        assert "logging works" in caplog.text
        for secret in self.secret_values():
            assert [text for text in shown if secret in text] == []

    # Publishing

    def test_nothing_to_do_makes_no_call(self, tmp_path: Path) -> None:
        with self.platform(tmp_path) as (_, build):
            gate = Listening()
            service = build(gate)
            assert list(service.publish([])) == list(service.withdraw([])) == []
            assert gate.calls == []

    def test_publish_answers_for_every_part_of_every_item(self, tmp_path: Path) -> None:
        with self.platform(tmp_path) as (_, build):
            listings = [self.listing(1), self.listing(2)]
            service = build(OpenGate())
            outcomes = self.settle(service, service.publish(listings))
        assert states_of(outcomes) == dict.fromkeys(parts_of(listings), State.ACCEPTED)

    def test_publish_announces_what_it_carries(self, tmp_path: Path) -> None:
        with self.platform(tmp_path) as (_, build):
            gate = Listening()
            list(build(gate).publish([self.listing()]))
        assert gate.announced() == parts_of([self.listing()])
        carrying = {call.endpoint for call in gate.calls if call.sending}
        assert carrying <= {budget.endpoint for budget in self.service.budgets}

    def test_not_a_byte_goes_out_before_the_gate_has_agreed(
        self, tmp_path: Path
    ) -> None:
        with self.platform(tmp_path) as (sandbox, build):
            shut = build(Shut())
            error = assert_raises(NotNow, lambda: list(shut.publish([self.listing()])))
            assert error.nothing_done
            assert sandbox.count() == 0
            assert [e for e in log.entries(sandbox) if e["method"] != "GET"] == []

    def test_publishing_again_leaves_one(self, tmp_path: Path) -> None:
        """In the way the service declares: again, under its key, or after a look-up."""
        with self.platform(tmp_path) as (sandbox, build):
            service = build(OpenGate())
            self.settle(service, service.publish([self.listing()]))
            count = sandbox.count()
            again = self.listing()
            if service.creates is Creates.BLINDLY:
                again = self.look_up(service, again)
            self.settle(service, service.publish([again]))
            assert count > 0
            assert sandbox.count() == count

    def test_withdrawing_twice_is_gone_twice(self, tmp_path: Path) -> None:
        with self.platform(tmp_path) as (sandbox, build):
            service = build(OpenGate())
            listing = self.published(service)
            for _ in range(2):
                outcomes = self.settle(service, service.withdraw([listing]))
                states = states_of(outcomes)
                assert states[listing.key, Part.CONTENT] is State.GONE
            assert sandbox.count() == 0

    def test_a_publish_with_an_offer_removed_is_accepted_twice(
        self, tmp_path: Path
    ) -> None:
        with self.platform(tmp_path) as (_, build):
            service = build(OpenGate())
            listing = self.published(service)
            kept, removed = listing.offers
            less = replace(listing, offers=(kept,), removed=(removed,))
            for _ in range(2):
                states = states_of(self.settle(service, service.publish([less])))
                assert {states[key] for key in parts_of([less])} == {State.ACCEPTED}
            if isinstance(service, FindsListings):
                assert service.find([removed.sku]) == []

    # Offers

    def test_update_offers_sends_the_changed_parts_and_no_others(
        self, tmp_path: Path
    ) -> None:
        if not issubclass(self.service, UpdatesOffers):
            return
        with self.platform(tmp_path) as (_, build):
            gate = Listening()
            service = build(gate)
            assert isinstance(service, UpdatesOffers)
            listing = with_one_change(self.published(service))
            gate.calls.clear()
            outcomes = self.settle(service, service.update_offers([listing]))
        changed = {(listing.offers[0].key, Part.STOCK)}
        assert gate.announced() == changed
        assert states_of(outcomes) == dict.fromkeys(changed, State.ACCEPTED)

    # Looking up and asking again

    def test_what_is_not_there_is_not_found(self, tmp_path: Path) -> None:
        if not issubclass(self.service, FindsListings):
            return
        with self.platform(tmp_path) as (_, build):
            service = build(OpenGate())
            assert isinstance(service, FindsListings)
            assert service.find(["SKU-404"]) == []

    def test_an_unknown_receipt_yields_nothing(self, tmp_path: Path) -> None:
        if not issubclass(self.service, ConfirmsLater):
            return
        with self.platform(tmp_path) as (_, build):
            sent = whole(self.listing())
            unknown = Receipt("receipt-404", sent, datetime.now(UTC))
            service = build(OpenGate())
            assert isinstance(service, ConfirmsLater)
            assert list(service.confirm([unknown])) == []

    # Reading back

    def test_an_empty_account_is_read_back_as_empty(self, tmp_path: Path) -> None:
        if not issubclass(self.service, ReadsBack):
            return
        with self.platform(tmp_path) as (_, build):
            assert everything(build(OpenGate())) == []

    def test_what_is_there_is_read_back(self, tmp_path: Path) -> None:
        if not issubclass(self.service, ReadsBack):
            return
        with self.platform(tmp_path) as (_, build):
            listings = [self.listing(1), self.listing(2)]
            service = build(OpenGate())
            self.settle(service, service.publish(listings))
            found = everything(service)
        told = [(r.title, o.sku, o.price) for r in found for o in r.offers]
        meant = [(r.title, o.sku, o.price) for r in listings for o in r.offers]
        assert sorted(told) == sorted(meant)
        assert len({o.external_id for r in found for o in r.offers}) == len(meant)

    # Categories

    def test_every_category_is_there_once_and_can_be_read(self, tmp_path: Path) -> None:
        if not issubclass(self.service, MapsCategories):
            return
        with self.platform(tmp_path) as (_, build):
            nodes = whole_tree(build(OpenGate()))
        assert len({node.external_id for node in nodes}) == len(nodes) > 0
        assert [n for n in nodes if not (n.path_vi or n.path_en)] == []

    def test_what_a_category_asks_for_has_a_name(self, tmp_path: Path) -> None:
        if not issubclass(self.service, MapsCategories):
            return
        with self.platform(tmp_path) as (_, build):
            service = build(OpenGate())
            assert isinstance(service, MapsCategories)
            ends = [node for node in whole_tree(service) if node.choosable]
            asked = [service.attributes(node.external_id) for node in ends[:50]]
        for attributes in asked:
            keys = [attribute.key for attribute in attributes]
            assert len(set(keys)) == len(keys)
            assert [a for a in attributes if not (a.name.vi or a.name.en)] == []

    # Failing

    def test_nothing_was_done_where_nobody_listens(self, tmp_path: Path) -> None:
        with self.platform(tmp_path) as (sandbox, build):
            sandbox.turn("dark", "refused")
            error = assert_raises(PlatformUnavailable, self.publishing(build))
        assert error.nothing_done

    def test_an_answer_that_never_came_leaves_it_open(self, tmp_path: Path) -> None:
        for switch, value in (("dark", "closed"), ("lost", 100)):
            with self.platform(tmp_path / switch) as (sandbox, build):
                sandbox.turn(switch, value)
                error = assert_raises(PlatformUnavailable, self.publishing(build))
            assert not error.nothing_done

    # How the tests are made

    def platform(self, folder: Path) -> "Platform":
        return Platform(self.service, self.sandbox, folder)

    def publishing(self, build: "Build") -> Callable[[], object]:
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


class Platform:
    """A sandbox that is running, and how to build the service that talks to it."""

    def __init__(
        self, service: type[Service], sandbox: type[Sandbox], folder: Path
    ) -> None:
        self.service = service
        self.sandbox = sandbox(folder / "sandbox.sqlite3")
        self.server = running(self.sandbox)

    def __enter__(self) -> "tuple[Sandbox, Build]":
        pool.cache_clear()
        address = self.server.__enter__()

        def build(
            gate: OpenGate, credentials: Mapping[str, str] | None = None
        ) -> Publisher:
            given = credentials or self.sandbox.seeded
            return cast(Publisher, self.service(given, gate=gate, address=address))

        return self.sandbox, build

    def __exit__(self, *error: object) -> None:
        self.server.__exit__(None, None, None)


class Build(Protocol):
    def __call__(
        self, gate: OpenGate, credentials: Mapping[str, str] | None = None
    ) -> Publisher: ...


def assert_raises(kind: type[Raised], action: Callable[[], object]) -> Raised:
    try:
        action()
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} was not raised")


def everything(service: Service) -> list[RemoteListing]:
    """All pages, as the hub reads them."""
    assert isinstance(service, ReadsBack)
    page = service.read_back("")
    found = list(page.items)
    while page.cursor:
        page = service.read_back(page.cursor)
        found += page.items
    return found


def whole_tree(service: Service) -> list[CategoryNode]:
    """All pages, as the hub reads them."""
    assert isinstance(service, MapsCategories)
    page = service.categories("")
    found = list(page.items)
    while page.cursor:
        page = service.categories(page.cursor)
        found += page.items
    return found


def pending(outcomes: Sequence[Outcome]) -> list[Receipt]:
    """The receipts to ask about, each with what was in its call."""
    waiting = [o for o in outcomes if o.state is State.PENDING]
    return [
        Receipt(token, tuple(sent_again(waiting, token)), datetime.now(UTC))
        for token in dict.fromkeys(outcome.receipt for outcome in waiting)
    ]


def sent_again(outcomes: Sequence[Outcome], token: str) -> Iterator[Sent]:
    keys = dict.fromkeys(o.key for o in outcomes if o.receipt == token)
    for key in keys:
        parts = {o.part for o in outcomes if (o.key, o.receipt) == (key, token)}
        yield Sent(key, frozenset(parts))


def states_of(outcomes: Sequence[Outcome]) -> dict[tuple[str, Part], State]:
    return {(outcome.key, outcome.part): outcome.state for outcome in outcomes}


def parts_of(listings: Sequence[Listing]) -> set[tuple[str, Part]]:
    contents = {(listing.key, Part.CONTENT) for listing in listings}
    offers = [offer for listing in listings for offer in listing.offers]
    return contents | {(offer.key, part) for offer in offers for part in OFFER_PARTS}


def whole(listing: Listing) -> tuple[Sent, ...]:
    offers = [Sent(offer.key, OFFER_PARTS, offer.sku) for offer in listing.offers]
    return (Sent(listing.key, frozenset({Part.CONTENT})), *offers)


def with_ids(listing: Listing, ids: Mapping[str, str]) -> Listing:
    offers = tuple(replace(o, external_id=ids.get(o.key, "")) for o in listing.offers)
    external_id = ids.get(listing.key, "")
    return replace(listing, offers=offers, external_id=external_id)


def with_one_change(listing: Listing) -> Listing:
    first, *others = listing.offers
    sold_out = replace(first, stock=0, changed=frozenset({Part.STOCK}))
    same = tuple(replace(offer, changed=frozenset()) for offer in others)
    return replace(listing, offers=(sold_out, *same), changed=frozenset())
