"""SMS go through whatever service of a plugin sends them."""

from django.conf import settings

from storefront.connections.models import Connection
from storefront.connections.plugins import build
from storefront.connections.reaching import reaching
from storefront.contract.errors import CredentialsDead, PlatformUnavailable
from storefront.contract.plugin import services
from storefront.contract.roles import SendsTexts
from storefront.outbox.models import Message


def shown_here() -> bool:
    """While developing, messages are read at /dev/mail/ and go nowhere."""
    return settings.DEMO or settings.DEBUG


def senders() -> list[Connection]:
    able = [slug for slug, kind in services().items() if issubclass(kind, SendsTexts)]
    return list(Connection.objects.open().filter(service__in=able)) if able else []


def can_text() -> bool:
    return shown_here() or bool(senders())


def text(message: Message) -> None:
    """Try one service after the other. Raises what the last one said."""
    refusal: Exception | None = None
    for connection in senders():
        try:
            return hand_to(connection, message)
        except (CredentialsDead, PlatformUnavailable) as error:
            refusal = error
    if refusal or not shown_here():
        raise refusal or PlatformUnavailable("no service that sends SMS is connected")
    return None


def hand_to(connection: Connection, message: Message) -> None:
    """Its key is the message's own, so that a service can know it again."""
    with reaching(connection):
        service = build(connection)
        if isinstance(service, SendsTexts):
            service.send_text(message.to, message.body, str(message.key))
