"""A whole call was refused and no item named: halve it until the bad one stands alone.

The halves are keys in rows. A kill costs one call more, and two workers may look at one
half each. Of a publish the listings are halved, of an update the single parts.
"""

import uuid
from collections.abc import Sequence

from django.db import transaction

from storefront.channels.attempts import RecordingGate, let_go
from storefront.channels.locks import lock_parts
from storefront.channels.models import Attempt, Part
from storefront.channels.outcomes import record_outcomes
from storefront.channels.projection import Intent
from storefront.contract import data
from storefront.contract.errors import PlatformRefused


def refuse_call(gate: RecordingGate, refusal: PlatformRefused) -> None:
    """Refuse what stood alone in the last call, for its reason; halve all else."""
    carried = [
        gate.intents[key] for key, call in gate.tickets.items() if call == gate.last
    ]
    items = items_of(carried)
    if gate.last and len(items) > 1:
        halve(gate.last, items, reason=str(refusal))
        return
    record_outcomes(
        [
            data.Outcome(*intent.key, data.State.REFUSED, problems=refusal.problems)
            for intent in carried
        ],
        gate.tickets,
    )


def items_of(carried: Sequence[Intent]) -> list[Intent]:
    contents = [i for i in carried if i.part.name == data.Part.CONTENT]
    return contents or list(carried)


@transaction.atomic
def halve(call: uuid.UUID, items: Sequence[Intent], *, reason: str) -> None:
    """Let the call go, which did nothing, and have each half sent by itself."""
    rows = Part.objects.filter(attempt=call)
    lock_parts(rows.values_list("pk", flat=True))
    ordered = sorted(intent.part.pk for intent in items)
    middle = len(ordered) // 2
    for half in (ordered[:middle], ordered[middle:]):
        rows.filter(pk__in=half).update(suspects=uuid.uuid4())
    Attempt.objects.filter(pk=call).update(error=reason[:300])
    let_go([call], nothing_done=True)
