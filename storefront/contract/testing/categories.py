"""The tree of categories, and what they ask for."""

from pathlib import Path

from storefront.contract.http import OpenGate
from storefront.contract.roles import MapsCategories
from storefront.contract.testing.answers import whole_tree
from storefront.contract.testing.kit import Kit


class AsksForCategories(Kit):
    def test_every_category_is_there_once_and_can_be_read(self, tmp_path: Path) -> None:
        self.needs(MapsCategories)
        with self.platform(tmp_path) as (_, build):
            nodes = whole_tree(build(OpenGate()))
        assert len({node.external_id for node in nodes}) == len(nodes) > 0
        assert [n for n in nodes if not (n.path_vi or n.path_en)] == []

    def test_what_a_category_asks_for_has_a_name(self, tmp_path: Path) -> None:
        self.needs(MapsCategories)
        with self.platform(tmp_path) as (_, build):
            service = build(OpenGate())
            assert isinstance(service, MapsCategories)
            ends = [node for node in whole_tree(service) if node.choosable]
            asked = [service.attributes(node.external_id) for node in ends[:50]]
        for attributes in asked:
            keys = [attribute.key for attribute in attributes]
            assert len(set(keys)) == len(keys)
            assert [a for a in attributes if not (a.name.vi or a.name.en)] == []
