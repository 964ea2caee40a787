"""Returns and refunds that a platform handles, as a plugin tells them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ReturnKind(StrEnum):
    """What somebody wants."""

    REFUND = "refund"  # money, and keeps the goods or never had them
    RETURN = "return"  # money, for goods that come back
    REPLACEMENT = "replacement"  # other goods


class ReturnState(StrEnum):
    ASKED = "asked"  # nobody has said yes or no
    OFFERED = "offered"  # something else was offered, and the buyer thinks it over
    AGREED = "agreed"  # the goods are to come back, and are with the buyer still
    COMING = "coming"  # the buyer has sent them
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OTHER = "other"  # a word that the plugin does not know


@dataclass(frozen=True, slots=True)
class RemoteReturn:
    """One as the platform holds it now. `order_id` is the platform's name of the order.

    `answer_by`: until when the shop must say something over there, if it is its turn.
    `updated_at` is the platform's: of two tellings the one with the later is newer.
    """

    external_id: str
    order_id: str
    kind: ReturnKind
    state: ReturnState
    updated_at: datetime
    answer_by: datetime | None = None
