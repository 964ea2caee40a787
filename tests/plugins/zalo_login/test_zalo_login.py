import pytest

from plugins.zalo_login.plugin import ZaloLogin
from plugins.zalo_login.sandbox import ZaloLoginSandbox
from storefront.contract.errors import PlatformRefused
from tests.plugins.sign_in import CALLBACK, SignInConformance


class TestZaloLogin(SignInConformance):
    service = ZaloLogin
    sandbox = ZaloLoginSandbox
    wrong_secret = "another-secret"

    def test_a_stolen_code_is_of_no_use_without_its_verifier(self, address):
        code = self.said_yes(address)["code"]

        with pytest.raises(PlatformRefused):
            self.signing_in(address).identify(
                code=code, callback=CALLBACK, verifier="w" * 43
            )
