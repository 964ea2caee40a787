"""Connect an account, and say when calls on it may go out."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from storefront.connections import breaker, tasks
from storefront.connections.credentials import Credentials
from storefront.connections.models import Connection, Grant
from storefront.connections.plugins import UnknownService
from storefront.connections.plugins import service as find_service
from storefront.connections.signals import connection_opened
from storefront.contract.data import Text
from storefront.contract.errors import (
    CredentialsDead,
    PlatformRefused,
    PlatformUnavailable,
)
from storefront.contract.http import OpenGate
from storefront.contract.plugin import Service
from storefront.contract.roles import KnowsExpiry, ReceivesWebhooks


@sensitive_variables()
def connect(
    *,
    service: str,
    credentials: Mapping[str, str],
    name: str = "",
    api_address: str = "",
    language: str = "",
) -> Connection:
    """Return the connection once the platform has accepted the credentials.

    Connecting an account again renews its credentials and opens it if it was closed.
    Otherwise saves nothing and raises ValidationError. The platform is asked before
    the transaction.
    """
    found = known_service(service)
    values = clean_credentials(found, credentials)
    address = clean_api_address(api_address)
    asked = found(values, gate=OpenGate(), address=address)
    ask(asked)
    return save_connection(
        found,
        credentials=Credentials(values),
        api_address=address,
        name=name.strip(),
        language=clean_language(language),
        expires_at=expiry_of(asked),
    )


def known_service(slug: str) -> type[Service]:
    try:
        return find_service(slug)
    except UnknownService:
        raise ValidationError(
            _("There is no service %(slug)s. `manage.py plugins` lists them.")
            % {"slug": slug}
        ) from None


@sensitive_variables()
def clean_credentials(
    service: type[Service], credentials: Mapping[str, str]
) -> dict[str, str]:
    form = service.credentials_form(credentials)
    if unknown := set(credentials) - set(form.fields):
        raise ValidationError(
            _("%(service)s has no %(unknown)s. It asks for %(known)s.")
            % {
                "service": service.name,
                "unknown": ", ".join(sorted(unknown)),
                "known": ", ".join(form.fields),
            }
        )
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    values = {name: str(value or "") for name, value in form.cleaned_data.items()}
    if not "".join(values.values()).isprintable():
        raise ValidationError(_("The credentials contain characters that are no text."))
    return values


def clean_api_address(address: str) -> str:
    if not address:
        return ""
    if not settings.ALLOW_API_ADDRESS:
        raise ValidationError(
            _("Another API address is allowed only with ALLOW_API_ADDRESS=1.")
        )
    URLValidator(schemes=["http", "https"])(address)
    if "@" in address or "?" in address or "#" in address or len(address) > 200:
        raise ValidationError(_("An API address is a host, perhaps with a path."))
    return address.rstrip("/")


def clean_language(language: str) -> str:
    if language and language not in dict(settings.LANGUAGES):
        raise ValidationError(
            _("%(language)s is not a language of the shop.") % {"language": language}
        )
    return language


def ask(service: Service) -> None:
    """Let the service check its credentials; what it says no to is for people."""
    try:
        service.check()
    except CredentialsDead as error:
        said = {"service": service.name, "reason": error}
        raise ValidationError(
            _("%(service)s does not accept these credentials: %(reason)s") % said
        ) from error
    except PlatformRefused as error:
        messages = [say(problem.message) for problem in error.problems]
        raise ValidationError(messages) from error
    except PlatformUnavailable as error:
        said = {"service": service.name, "reason": error}
        raise ValidationError(
            _("%(service)s could not be asked just now: %(reason)s") % said
        ) from error


def expiry_of(service: Service) -> datetime | None:
    """As far as the platform says; not to be told is no reason not to connect."""
    if not isinstance(service, KnowsExpiry):
        return None
    try:
        return service.expires_at()
    except (CredentialsDead, PlatformRefused, PlatformUnavailable):
        return None


def say(text: Text) -> str:
    return text.vi if (get_language() or "vi").startswith("vi") else text.en


@transaction.atomic
def save_connection(
    service: type[Service],
    *,
    credentials: Credentials,
    api_address: str,
    name: str,
    language: str,
    grant: Grant | None = None,
    expires_at: datetime | None = None,
) -> Connection:
    connection, created = Connection.objects.select_for_update().get_or_create(
        service=service.slug,
        account=credentials[service.account_field],
        defaults={
            "credentials": credentials,
            "name": name,
            "language": language or settings.LANGUAGE_CODE,
            "api_address": api_address,
            "grant": grant,
            "expires_at": expires_at,
        },
    )
    opened = created or connection.closed
    if not created:
        revive(connection)
        connection.credentials = credentials
        connection.api_address = api_address
        connection.grant, connection.expires_at = grant, expires_at
        connection.save()
        change_connection(
            connection,
            name=name or connection.name,
            language=language or connection.language,
        )
    if opened:
        connection_opened.send(sender=Connection, connection=connection)
    if issubclass(service, ReceivesWebhooks):
        tasks.subscribe.enqueue(key=str(connection.pk), connection_id=connection.pk)
    return connection


def revive(connection: Connection) -> None:
    """Forget what the old credentials ran into. An open one stays paused if it was."""
    breaker.note_success(connection)
    if connection.closing:
        connection.state = Connection.State.OPEN
        connection.rules_revision += 1
    if connection.closed:
        connection.state = Connection.State.OPEN
        connection.rules_revision += 1
        connection.paused_at = connection.paused_until = None
        connection.pause_reason = ""
    connection.needs_staff = False
    connection.trouble = ""


@transaction.atomic
def change_connection(connection: Connection, *, name: str, language: str) -> None:
    """The name is ours; the language decides what the platform should show."""
    changes_rules = language != connection.language
    connection.name = name
    connection.language = language
    connection.save(update_fields=["name", "language"])
    if changes_rules:
        bump_rules(connection)


def bump_rules(connection: Connection) -> None:
    """Say that what the platform should show follows from other rules now."""
    row = Connection.objects.filter(pk=connection.pk)
    row.update(rules_revision=F("rules_revision") + 1)
    connection.refresh_from_db(fields=["rules_revision"])


def check_connection(connection: Connection) -> None:
    """Ask the platform, and keep what it says of the credentials.

    Raises ValidationError with the reason in the reader's language.
    """
    service = known_service(connection.service)
    asked = service(
        connection.credentials, gate=OpenGate(), address=connection.api_address
    )
    try:
        ask(asked)
    except ValidationError as refusal:
        if isinstance(refusal.__cause__, CredentialsDead):
            stop_for_staff(connection, reason=str(refusal.__cause__))
        raise
    row = Connection.objects.filter(pk=connection.pk)
    row.update(needs_staff=False, trouble="")
    breaker.note_success(connection)


def pause(connection: Connection, *, reason: str, until: datetime | None) -> None:
    """Let no call out until then, or until resumed. It never shortens another pause."""
    row = Connection.objects.filter(pk=connection.pk)
    if until:
        longer = Q(paused_until=None) | Q(paused_until__gte=until)
        row = row.exclude(longer, paused_at__isnull=False)
    row.update(paused_at=timezone.now(), paused_until=until, pause_reason=reason[:300])
    refresh(connection)


def resume(connection: Connection) -> None:
    row = Connection.objects.filter(pk=connection.pk)
    row.update(paused_at=None, paused_until=None, pause_reason="")
    refresh(connection)


def stop_for_staff(connection: Connection, *, reason: str) -> None:
    """The credentials are dead, unless staff have renewed them in the meantime."""
    used = Connection.objects.filter(
        pk=connection.pk, credentials=connection.credentials
    )
    if used.update(needs_staff=True, trouble=reason[:300]):
        tasks.renew_dead(connection)
    refresh(connection)


@transaction.atomic
def begin_closing(connection: Connection) -> None:
    """Want everything taken down; it is closed once the platform shows nothing more."""
    row = Connection.objects.filter(pk=connection.pk, state=Connection.State.OPEN)
    row.update(state=Connection.State.CLOSING, rules_revision=F("rules_revision") + 1)
    refresh(connection)


def close(connection: Connection) -> None:
    """Erase the credentials, whatever the platform still shows; the rows are kept."""
    row = Connection.objects.filter(pk=connection.pk)
    row.update(state=Connection.State.CLOSED, credentials=Credentials({}))
    refresh(connection)


def reseal(sealed: Connection | Grant) -> None:
    """Put the credentials under the newest key."""
    with transaction.atomic():
        row = type(sealed).objects.select_for_update().get(pk=sealed.pk)
        row.credentials = row.credentials.resealed()
        row.save(update_fields=["credentials"])


STANDING = [
    "state",
    "paused_at",
    "paused_until",
    "pause_reason",
    "needs_staff",
    "trouble",
]


def refresh(connection: Connection) -> None:
    connection.refresh_from_db(fields=STANDING)
