"""The whole conformance kit. A plugin with a sandbox gets it by naming itself:

    class TestDemoShop(Matrix):
        service = DemoShop
        sandbox = DemoSandbox
        wrong_credentials = {"shop": "demo", "token": "wrong"}

`make test ARGS="tests/plugins -k Matrix -v"` prints the matrix, a line for each.
"""

from storefront.contract.testing import Conformance
from tests.contract.faulted import Faulted
from tests.contract.hubbed import Hubbed


class Matrix(Conformance, Faulted, Hubbed):
    """On the wire, under every fault, and in the hub."""
