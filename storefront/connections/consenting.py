"""Staff say yes on a platform's page: sent there, back once, accounts connected."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from storefront.connections import services
from storefront.connections.credentials import Credentials
from storefront.connections.models import Connection, Grant, Journey
from storefront.connections.renewing import set_moments
from storefront.contract import consent
from storefront.contract.errors import (
    CredentialsDead,
    PlatformRefused,
    PlatformUnavailable,
)
from storefront.contract.http import OpenGate
from storefront.contract.plugin import Service
from storefront.contract.roles import ConnectsByOAuth

#: So long staff may take over there.
PATIENCE = timedelta(minutes=30)
#: What was granted, beside the app's credentials, until the accounts are chosen.
GRANTED = "granted"


class Astray(Exception):
    """Nobody of this session is on that way, or not any more."""


def callback() -> str:
    return settings.SITE_URL + reverse("admin:consent_back")


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@sensitive_variables()
def begin(
    *,
    service: type[Service],
    credentials: Mapping[str, str],
    session: str,
    api_address: str = "",
    name: str = "",
    language: str = "",
) -> str:
    """Return the address of the platform's page. Only this session can come back."""
    address = services.clean_api_address(api_address)
    built = service(credentials, gate=OpenGate(), address=address)
    if not isinstance(built, ConnectsByOAuth):
        raise ValidationError(_("%s is connected by keys.") % service.name)
    state = secrets.token_urlsafe(32)
    Journey.objects.create(
        state=digest(state),
        session=digest(session),
        service=service.slug,
        api_address=address,
        name=name.strip(),
        language=services.clean_language(language),
        credentials=Credentials(credentials),
    )
    return built.authorize_url(callback=callback(), state=state)


@sensitive_variables()
def come_back(*, state: str, session: str, code: str) -> Journey:
    """Trade the code, once. Raises Astray, or ValidationError with what was said."""
    journey = arrived(state, session)
    service = services.known_service(journey.service)
    built = service(journey.credentials, gate=OpenGate(), address=journey.api_address)
    if not isinstance(built, ConnectsByOAuth):
        raise Astray
    grant = exchanged(built, code)
    journey.credentials = Credentials({**journey.credentials, GRANTED: packed(grant)})
    journey.save(update_fields=["credentials"])
    return journey


def arrived(state: str, session: str) -> Journey:
    """Of two returns with one state, the first goes on."""
    since = timezone.now() - PATIENCE
    rows = Journey.objects.filter(
        state=digest(state), session=digest(session), began_at__gte=since
    )
    if not rows.filter(returned_at=None).update(returned_at=timezone.now()):
        raise Astray
    return rows.get()


def exchanged(service: ConnectsByOAuth, code: str) -> consent.Grant:
    try:
        return service.exchange(code=code, callback=callback())
    except PlatformRefused as error:
        raise ValidationError(
            [services.say(problem.message) for problem in error.problems]
        ) from error
    except (CredentialsDead, PlatformUnavailable) as error:
        said = {"reason": error}
        raise ValidationError(
            _("The consent came to nothing: %(reason)s") % said
        ) from error


def journey_of(*, journey_id: int, session: str) -> Journey:
    """One that has come back and whose accounts are to be chosen."""
    rows = Journey.objects.filter(pk=journey_id, session=digest(session))
    journey = rows.exclude(returned_at=None).first()
    if journey is None or GRANTED not in journey.credentials:
        raise Astray
    return journey


def accounts_of(journey: Journey) -> tuple[consent.Account, ...]:
    return unpacked(journey.credentials[GRANTED]).accounts


@transaction.atomic
def connect_chosen(journey: Journey, chosen: Sequence[str]) -> list[Connection]:
    """Connect these accounts by one grant; the journey ends. Again, it is Astray."""
    if not Journey.objects.filter(pk=journey.pk).delete()[0]:
        raise Astray
    granted = unpacked(journey.credentials[GRANTED])
    app = {key: value for key, value in journey.credentials.items() if key != GRANTED}
    values = {**app, **granted.tokens.values}
    grant = Grant(
        service=journey.service,
        api_address=journey.api_address,
        credentials=Credentials(values),
    )
    set_moments(grant, granted.tokens)
    grant.save()
    accounts = [one for one in granted.accounts if one.external_id in chosen]
    return [connect_one(journey, grant, granted.tokens, one) for one in accounts]


def connect_one(
    journey: Journey, grant: Grant, tokens: consent.Tokens, account: consent.Account
) -> Connection:
    service = services.known_service(journey.service)
    values = {
        **grant.credentials,
        **account.values,
        service.account_field: account.external_id,
    }
    return services.save_connection(
        service,
        credentials=Credentials(values),
        api_address=journey.api_address,
        name=journey.name or account.name,
        language=journey.language,
        grant=grant,
        expires_at=tokens.ends_at,
    )


def packed(grant: consent.Grant) -> str:
    return json.dumps(asdict(grant), default=datetime.isoformat)


def unpacked(text: str) -> consent.Grant:
    facts = json.loads(text)
    tokens = facts["tokens"]
    for moment in ("expires_at", "renewable_until"):
        tokens[moment] = tokens[moment] and datetime.fromisoformat(tokens[moment])
    accounts = tuple(consent.Account(**account) for account in facts["accounts"])
    return consent.Grant(consent.Tokens(**tokens), accounts)
