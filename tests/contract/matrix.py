"""The whole conformance kit. A plugin with a sandbox gets it by naming itself:

    class TestDemoShop(Matrix):
        service = DemoShop
        sandbox = DemoSandbox
        wrong_credentials = {"shop": "demo", "token": "wrong"}

`make test ARGS="tests/plugins/demo/test_conformance.py -v"` prints it, a line for each;
`tests/contract/faults_table.py` has the faults of all plugins in one table.
"""

from storefront.contract.testing import Conformance
from tests.contract.hubbed import Hubbed


class Matrix(Conformance, Hubbed):
    """On the wire, under every fault, and in the hub."""
