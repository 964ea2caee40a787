"""SMS go through whatever service of a plugin sends them."""

from django.conf import settings

from storefront.connections.models import Connection
from storefront.connections.plugins import build
from storefront.contract.errors import PlatformUnavailable
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
    refusal: PlatformUnavailable | None = None
    for connection in senders():
        service = build(connection)
        if not isinstance(service, SendsTexts):
            continue
        try:
            return service.send_text(message.to, message.body, str(message.key))
        except PlatformUnavailable as error:
            refusal = error
    if refusal or not shown_here():
        raise refusal or PlatformUnavailable("no service that sends SMS is connected")
    return None
