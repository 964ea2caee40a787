"""The warehouses of a platform that has several."""

from pathlib import Path

from storefront.contract.http import OpenGate
from storefront.contract.roles import HasWarehouses
from storefront.contract.testing.kit import Kit


class HasPlaces(Kit):
    def test_every_warehouse_is_told_once_and_one_is_the_main_one(
        self, tmp_path: Path
    ) -> None:
        self.needs(HasWarehouses)
        with self.platform(tmp_path) as (_, build):
            service = build(OpenGate())
            assert isinstance(service, HasWarehouses)
            told = service.warehouses()
        assert len({one.external_id for one in told}) == len(told)
        assert [one.main for one in told].count(True) == 1
        assert [one for one in told if not one.name] == []
