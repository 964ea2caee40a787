"""Orders that a platform took, as a plugin tells them. Frozen, ours, no ORM."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class OrderState(StrEnum):
    """Where an order stands, as far as our goods are concerned."""

    ON_HOLD = "on_hold"  # not paid, or may still be called off: goods are set aside
    PLACED = "placed"  # to be sent
    SHIPPED = "shipped"  # handed over
    COMPLETED = "completed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class RemoteBuyer:
    """Whoever the goods go to, as far as the platform says. `masked`: with stars in it,
    so neither a person we know nor somebody to write to.
    """

    name: str = ""
    phone: str = ""
    address: str = ""
    masked: bool = True


@dataclass(frozen=True, slots=True)
class RemoteLine:
    """So many of one thing. Lines of the same thing may come one by one, unit by unit.

    `external_sku_id` is what the platform calls the variant, `sku` what we called it.
    A unit that was cancelled by itself is left out. `unit_price` in minor units.
    """

    external_sku_id: str
    sku: str
    title: str
    unit_price: int
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class RemoteOrder:
    """An order as the platform holds it now. Amounts in minor units of `currency`.

    `updated_at` is the platform's: of two tellings the one with the later is newer.
    `goods_back`, of a cancelled order: the goods never left, or are with us again.
    `ship_by`: until when the platform wants what is not sent yet handed over.
    `warehouse`: which of its warehouses the goods are to leave, where it has several.
    `raw` is what the platform sent, for people who look into it.
    """

    external_id: str
    state: OrderState
    placed_at: datetime
    updated_at: datetime
    currency: str
    lines: tuple[RemoteLine, ...]
    total: int
    delivery_fee: int = 0
    buyer: RemoteBuyer = RemoteBuyer()
    note: str = ""
    goods_back: bool = True
    ship_by: datetime | None = None
    warehouse: str = ""
    raw: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class UnreadableOrder:
    """One that the plugin could not make sense of. It must not stop the others."""

    external_id: str
    reason: str
    raw: str = field(default="", repr=False)
