"""Whom it believes that knocks at the shop's door."""

from collections.abc import Iterator
from dataclasses import replace

from storefront.contract.http import OpenGate
from storefront.contract.roles import ReceivesWebhooks
from storefront.contract.testing.kit import Kit
from storefront.contract.webhooks import Delivery


class IsTold(Kit):
    def receiver(self, **changed: str) -> ReceivesWebhooks:
        credentials = {**self.sandbox.seeded, **changed}
        built = self.service(credentials, gate=OpenGate())
        assert isinstance(built, ReceivesWebhooks)
        return built

    def test_what_the_platform_signed_is_believed(self) -> None:
        if issubclass(self.service, ReceivesWebhooks):
            assert self.receiver().verify(self.sandbox.delivery())
            assert self.receiver().read(self.sandbox.delivery())

    def test_what_was_changed_on_the_way_is_not_believed(self) -> None:
        if issubclass(self.service, ReceivesWebhooks):
            believes = self.receiver().verify
            forged = list(forgeries(self.sandbox.delivery()))
            assert [one for one in forged if believes(one)] == []

    def test_who_does_not_know_the_secret_believes_nothing(self) -> None:
        if issubclass(self.service, ReceivesWebhooks):
            for other in ("", "another"):
                stranger = self.receiver(**dict.fromkeys(self.service.secrets, other))
                assert not stranger.verify(self.sandbox.delivery())


def forgeries(genuine: Delivery) -> Iterator[Delivery]:
    """One byte more, less or other; and what was signed without its signature."""
    body = genuine.body
    flipped = bytes([body[0] ^ 1]) + body[1:] if body else b"x"
    for other in (body + b" ", body[:-1], flipped, b""):
        if other != body:
            yield replace(genuine, body=other)
    yield replace(genuine, headers={}, query={})
