from plugins.demo.plugin import DemoShop
from plugins.demo.sandbox import DemoSandbox
from storefront.contract.testing import Conformance


class TestDemoShop(Conformance):
    service = DemoShop
    sandbox = DemoSandbox
    wrong_credentials = {"shop": "demo", "token": "wrong"}
