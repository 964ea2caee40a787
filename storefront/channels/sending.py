"""What all lanes do with what they send: the calls, their errors, and what waits."""

from collections.abc import Callable, Iterator, Sequence

from django.db import transaction

from storefront.channels.attempts import RecordingGate, let_go, save_parts
from storefront.channels.isolating import refuse_call
from storefront.channels.locks import lock_parts
from storefront.channels.models import Part
from storefront.channels.outcomes import record_outcomes
from storefront.channels.projection import Intent
from storefront.channels.signals import orders_wanted
from storefront.contract import data
from storefront.contract.errors import (
    CredentialsDead,
    NotNow,
    PlatformRefused,
    PlatformUnavailable,
)

Send = Callable[[Sequence[data.Listing]], Iterator[data.Outcome]]


class SilentPlugin(Exception):
    """It was given listings and said nothing of any: they would stay due for ever."""


def send(method: Send, values: Sequence[data.Listing], gate: RecordingGate) -> None:
    """Make the calls, record the answers, and say of an error what it means."""
    if not values:
        return
    try:
        heard = record_outcomes(method(values), gate.tickets, gate.intents)
    except PlatformRefused as refusal:
        refuse_call(gate, refusal)
    except CredentialsDead:
        free_last_call(gate)
        raise
    except NotNow:
        raise  # this call was not made; the calls before it stand
    except PlatformUnavailable as error:
        if error.nothing_done:
            free_last_call(gate)
        elif gate.last:
            gate.lost(str(gate.last), str(error))
        raise
    else:
        if not heard:
            raise SilentPlugin(gate.connection.service)


def free_last_call(gate: RecordingGate) -> None:
    if gate.last:
        let_go([gate.last], nothing_done=True)


@transaction.atomic
def confirm_unchanged(intents: Sequence[Intent]) -> None:
    """The platform holds this already: move the number without a call."""
    rows = lock_parts(intent.part.pk for intent in intents)
    for intent in intents:
        part = rows[intent.part.pk]
        if (
            part.attempt_id is None
            and part.confirmed_hash == intent.part.confirmed_hash
        ):
            part.confirmed = max(part.confirmed, intent.wanted)
            part.problems = []
    save_parts(rows.values(), ["confirmed", "problems"])


@transaction.atomic
def hold_back(intents: Sequence[Intent]) -> None:
    """Let what would grow blindly wait for the orders, unless it is wanted anew."""
    rows = lock_parts(intent.part.pk for intent in intents)
    for intent in intents:
        part = rows[intent.part.pk]
        part.awaits_orders = part.wanted == intent.wanted
    save_parts(rows.values(), ["awaits_orders"])
    for connection_id in {part.connection_id for part in rows.values()}:
        orders_wanted.send(Part, connection_id=connection_id)
