"""Publish, again, withdraw: one stays one, and only what changed is sent."""

from dataclasses import replace
from pathlib import Path

from storefront.contract.data import Creates, Part, State
from storefront.contract.errors import NotNow
from storefront.contract.http import OpenGate
from storefront.contract.roles import FindsListings, UpdatesOffers
from storefront.contract.sandbox import log
from storefront.contract.testing.answers import states_of
from storefront.contract.testing.gates import Listening, Shut
from storefront.contract.testing.kit import Kit, assert_raises
from storefront.contract.testing.listings import parts_of, with_one_change


class Publishes(Kit):
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

    def test_update_offers_sends_the_changed_parts_and_no_others(
        self, tmp_path: Path
    ) -> None:
        self.needs(UpdatesOffers)
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
