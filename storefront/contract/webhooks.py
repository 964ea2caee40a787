"""What a platform sends by itself, and what a plugin reads from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Topic(StrEnum):
    """What an event is about, and so what the hub looks at again."""

    ORDER = "order"
    RETURN = "return"
    ACCESS = "access"  # perhaps taken away: the hub asks whether it is still there
    LISTING = "listing"
    OTHER = "other"  # kept, and nothing is done about it


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request to the shop's door. Names of headers are in lower case."""

    method: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened on an account: look at this thing again.

    `event_id` stays the same however often the platform sends it. `kind` is its own
    word for what happened.
    """

    account: str
    topic: Topic
    kind: str
    event_id: str
    external_id: str = ""
