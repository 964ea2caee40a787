"""The wire half of the conformance kit: what every plugin must do, against its sandbox.

Inherit in tests/plugins/<folder>/test_conformance.py and name what is yours:

    class TestDemoShop(Conformance):
        service = DemoShop
        sandbox = DemoSandbox
        wrong_credentials = {"shop": "demo", "token": "wrong"}
"""

from storefront.contract.testing.answers import everything
from storefront.contract.testing.categories import AsksForCategories
from storefront.contract.testing.credentials import AsksForCredentials
from storefront.contract.testing.failing import Fails
from storefront.contract.testing.gates import Listening
from storefront.contract.testing.hooks import IsTold
from storefront.contract.testing.listings import with_ids
from storefront.contract.testing.pictures import HandsOver
from storefront.contract.testing.publishing import Publishes
from storefront.contract.testing.reading import Reads
from storefront.contract.testing.warehouses import HasPlaces

__all__ = ["Conformance", "Listening", "everything", "with_ids"]


class Conformance(
    AsksForCredentials,
    Publishes,
    HandsOver,
    Reads,
    AsksForCategories,
    HasPlaces,
    IsTold,
    Fails,
):
    """All of it. What a plugin has no role for is not asked of it."""
