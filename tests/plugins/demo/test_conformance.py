from plugins.demo.plugin import DemoShop
from plugins.demo.sandbox import DemoSandbox
from tests.contract.matrix import Matrix


class TestDemoShop(Matrix):
    service = DemoShop
    sandbox = DemoSandbox
    wrong_credentials = {"shop": "demo", "token": "wrong"}
