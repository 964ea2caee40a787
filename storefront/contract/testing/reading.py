"""Looking up, asking again, and reading back."""

from datetime import UTC, datetime
from pathlib import Path

from storefront.contract.data import Receipt
from storefront.contract.http import OpenGate
from storefront.contract.roles import ConfirmsLater, FindsListings, ReadsBack
from storefront.contract.testing.answers import everything
from storefront.contract.testing.kit import Kit
from storefront.contract.testing.listings import whole


class Reads(Kit):
    def test_what_is_not_there_is_not_found(self, tmp_path: Path) -> None:
        self.needs(FindsListings)
        with self.platform(tmp_path) as (_, build):
            service = build(OpenGate())
            assert isinstance(service, FindsListings)
            assert service.find(["SKU-404"]) == []

    def test_an_unknown_receipt_yields_nothing(self, tmp_path: Path) -> None:
        self.needs(ConfirmsLater)
        with self.platform(tmp_path) as (_, build):
            sent = whole(self.listing())
            unknown = Receipt("receipt-404", sent, datetime.now(UTC))
            service = build(OpenGate())
            assert isinstance(service, ConfirmsLater)
            assert list(service.confirm([unknown])) == []

    def test_an_empty_account_is_read_back_as_empty(self, tmp_path: Path) -> None:
        self.needs(ReadsBack)
        with self.platform(tmp_path) as (_, build):
            assert everything(build(OpenGate())) == []

    def test_what_is_there_is_read_back(self, tmp_path: Path) -> None:
        self.needs(ReadsBack)
        with self.platform(tmp_path) as (_, build):
            listings = [self.listing(1), self.listing(2)]
            service = build(OpenGate())
            self.settle(service, service.publish(listings))
            found = everything(service)
        told = [(r.title, o.sku, o.price) for r in found for o in r.offers]
        meant = [(r.title, o.sku, o.price) for r in listings for o in r.offers]
        assert sorted(told) == sorted(meant)
        assert len({o.external_id for r in found for o in r.offers}) == len(meant)
