"""What Facebook's sandbox was told about stock, call by call, and when."""

import json
import time
from dataclasses import dataclass, field

from plugins.facebook.sandbox import FacebookSandbox
from tests.bench._facebook import Facebook

#: Seconds between two looks. A batch can be read for the second until it is applied.
LOOK = 0.1


@dataclass(frozen=True)
class Batch:
    """One accepted call. `quantities` are by sku."""

    taken_at: float
    applied_at: float
    quantities: dict[str, int]


@dataclass
class Ledger:
    """Kept from the platform's own file: its request log, and the batches it took."""

    platform: Facebook
    batches: dict[str, Batch] = field(default_factory=dict)
    store: FacebookSandbox = field(init=False)

    def __post_init__(self) -> None:
        self.store = self.platform.store

    def watch(self, seconds: float) -> None:
        ends = time.monotonic() + seconds
        self.look()
        while (left := ends - time.monotonic()) > 0:
            time.sleep(min(left, LOOK))
            self.look()

    def look(self) -> None:
        """The records of a batch are there until it is applied, and not afterwards."""
        with self.store.reading() as rows:
            found = rows.execute(
                "select handle, taken_at, due_at, records from batch"
                " where records is not null"
            ).fetchall()
        for handle, taken_at, due_at, records in found:
            if handle not in self.batches:
                quantities = quantities_of(json.loads(records))
                self.batches[handle] = Batch(taken_at, due_at, quantities)

    def calls(self, *, since: float) -> list[tuple[float, int]]:
        """When each items_batch call was answered, and with what HTTP status."""
        with self.store.reading() as rows:
            found = rows.execute(
                "select answered_at, status from sandbox_log where received_at >= ?"
                " and path like '%/items_batch%' and answered_at is not null"
                " order by id",
                (since,),
            )
            return [(answered_at, status) for answered_at, status in found]

    def overlooked(self) -> int:
        """Batches that were applied before we had read them."""
        with self.store.reading() as rows:
            (taken,) = rows.execute("select count(*) from batch").fetchone()
        return int(taken) - len(self.batches)

    def told(self, sku: str, quantity: int) -> Batch | None:
        """The first call that said there are so few left, or fewer."""
        batches = sorted(self.batches.values(), key=lambda batch: batch.taken_at)
        fitting = (
            b for b in batches if b.quantities.get(sku, quantity + 1) <= quantity
        )
        return next(fitting, None)

    def accepted_at(self, batch: Batch) -> float:
        """When the call that brought it was answered: the first answer after it."""
        answers = self.calls(since=batch.taken_at - 60)
        return min(at for at, _ in answers if at >= batch.taken_at)

    def stock(self) -> dict[str, int]:
        """What a buyer on the platform sees now."""
        return {str(item["id"]): quantity_of(item) for item in self.store.items()}


def quantities_of(records: list[tuple[int, str, dict[str, object]]]) -> dict[str, int]:
    field = "quantity_to_sell_on_facebook"
    return {
        str(data["id"]): quantity_of(data) for _, _, data in records if field in data
    }


def quantity_of(item: dict[str, object]) -> int:
    """Nothing can be bought of what is out of stock, whatever number stands beside."""
    if item.get("availability") == "out of stock":
        return 0
    return int(str(item["quantity_to_sell_on_facebook"]))
