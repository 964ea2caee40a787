"""What has happened to an order, and what comes next if all goes well."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storefront.orders.compiled_reads import events_of
from storefront.orders.models import Order, OrderEvent

State, Kind = Order.State, OrderEvent.Kind

#: What is still to come. From the other states nothing comes by itself.
AHEAD = {
    State.HELD: (Kind.CONFIRMED, Kind.COMPLETED),
    State.AWAITING: (Kind.PAID, Kind.CONFIRMED, Kind.COMPLETED),
    State.PLACED: (Kind.CONFIRMED, Kind.COMPLETED),
    State.CONFIRMED: (Kind.COMPLETED,),
}


@dataclass(frozen=True, slots=True)
class Step:
    """Without a moment it is still to come."""

    label: str
    happened_at: datetime | None = None


def timeline(order: Order) -> Sequence[Step]:
    past = [
        Step(event.get_kind_display(), event.happened_at)
        for event in events_of(order.pk)
    ]
    ahead = AHEAD.get(State(order.state), ())
    return [*past, *(Step(str(kind.label)) for kind in ahead)]
