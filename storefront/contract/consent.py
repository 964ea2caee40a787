"""What a platform gives when somebody says yes to us on its page (OAuth)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Tokens:
    """`values` in the names of the service's credentials.

    `expires_at` is the end of the token that calls are made with; None: it has none.
    `renewable`: `refresh` gets others, until `renewable_until` (None: for ever).
    """

    values: Mapping[str, str] = field(repr=False)
    expires_at: datetime | None = None
    renewable: bool = False
    renewable_until: datetime | None = None

    @property
    def ends_at(self) -> datetime | None:
        """When somebody has to say yes again."""
        return self.renewable_until if self.renewable else self.expires_at


@dataclass(frozen=True, slots=True)
class Account:
    """One that the consent covers, with what only its own calls need."""

    external_id: str
    name: str = ""
    values: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Grant:
    tokens: Tokens
    accounts: tuple[Account, ...]
