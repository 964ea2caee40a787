"""What the class itself says, and whom the platform believes."""

import logging
from pathlib import Path
from typing import Protocol

from storefront.contract.errors import CredentialsDead, PlatformUnavailable
from storefront.contract.http import OpenGate
from storefront.contract.testing.kit import Kit, assert_raises


class Log(Protocol):
    """What the tests read of pytest's `caplog`."""

    text: str

    def set_level(self, level: int) -> None: ...


class AsksForCredentials(Kit):
    def test_the_form_is_a_guide_and_names_account_and_secrets(self) -> None:
        fields = self.service.credentials_form.base_fields
        assert self.service.account_field in fields
        assert self.service.secrets
        assert self.service.secrets <= set(fields)
        assert self.service.account_field not in self.service.secrets
        assert [
            name for name, f in fields.items() if not (f.label and f.help_text)
        ] == []

    # Credentials

    def test_check_accepts_good_credentials(self, tmp_path: Path) -> None:
        with self.platform(tmp_path) as (_, build):
            build(OpenGate()).check()

    def test_check_says_of_wrong_credentials_that_they_are_dead(
        self, tmp_path: Path
    ) -> None:
        with self.platform(tmp_path) as (_, build):
            service = build(OpenGate(), self.wrong_credentials)
            assert_raises(CredentialsDead, service.check)

    def test_no_secret_is_shown_or_logged(self, tmp_path: Path, caplog: Log) -> None:
        caplog.set_level(logging.DEBUG)
        with self.platform(tmp_path) as (sandbox, build):
            service = build(OpenGate())
            service.check()
            self.settle(service, service.publish([self.listing()]))
            sandbox.turn("dark", "closed")
            error = assert_raises(PlatformUnavailable, service.check)
        logging.getLogger(__name__).info("logging works")
        shown = [repr(service), str(service), str(error), repr(error), caplog.text]
        assert "logging works" in caplog.text
        for secret in self.secret_values():
            assert [text for text in shown if secret in text] == []
