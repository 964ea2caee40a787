"""What is asked of every plugin, asked of this one."""

from typing import ClassVar

from plugins.facebook.plugin import FacebookShop
from plugins.facebook.sandbox import FacebookSandbox
from tests.contract.matrix import Matrix


class TestFacebookShop(Matrix):
    service = FacebookShop
    sandbox = FacebookSandbox
    wrong_credentials: ClassVar = {
        **FacebookSandbox.seeded,
        "access_token": "EAAWRONGTOKEN",
    }
