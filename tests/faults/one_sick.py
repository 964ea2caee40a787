"""One channel answers very slowly; the other one must not wait for it.

Both get the same changes of stock. From a change's commit to its answer by the healthy
platform, by that platform's own log: as it is while both are well, and while one is
sick. The control lets the sick one hold all workers.
"""

import random
import time

import django

django.setup()

from django.db import transaction

from storefront.catalog.models import Product, Variant
from storefront.inventory.models import Stock
from storefront.inventory.services import count_stock
from tests.catalogue import fill
from tests.faults import _faults as faults
from tests.faults._proxy import nothing
from tests.faults._stage import (
    FULL,
    SEED,
    Stage,
    finish,
    percentile,
    staged,
    synced,
    until,
    workers,
)

#: A worker takes up to 20 products at once: on a busy machine, where changes pile up,
#: the control needs several times as many before several workers are caught.
PRODUCTS, CHANGES, CONTROL_CHANGES = (200, 200, 20) if FULL else (100, 15, 50)
STOCK, WORKERS = 100_000, 4
#: Between two changes; and how long the sick one takes to answer: below the plugin's
#: deadline, so that it counts as slow and never as gone.
PAUSE, SICK = (0.15, 4.0) if FULL else (0.1, 2.0)
PATIENCE = 120.0

#: A commit, and what was said in it: the sku and the new number.
Told = tuple[float, str, int]


def change_some(chance: random.Random, number: int) -> list[Told]:
    rows = list(Stock.objects.select_related("variant").filter(on_hand__gt=0))
    told: list[Told] = []
    for _ in range(number):
        row = chance.choice(rows)
        row.on_hand -= 1
        with transaction.atomic():
            count_stock(
                variant_id=row.variant_id,
                location_id=row.location_id,
                on_hand=row.on_hand,
            )
        told.append((time.time(), row.variant.sku, row.on_hand))
        time.sleep(PAUSE)
    return told


def answers(stage: Stage) -> dict[str, list[tuple[float, int]]]:
    """By sku: when the platform answered, and which stock it had been told."""
    with stage.sandbox.reading() as rows:
        found = rows.execute(
            "select sku.sku, answered_at, json_extract(summary, '$.stock') as stock"
            " from sandbox_log join sku join product on product.id = sku.product"
            " where method = 'PUT' and path = '/products/' || product.id || '/skus/'"
            " || sku.id and answered_at is not null and product.shop = ?"
            " order by answered_at",
            (stage.connection.account,),
        ).fetchall()
    by_sku: dict[str, list[tuple[float, int]]] = {}
    for row in found:
        if row["stock"] is not None:
            heard = (row["answered_at"], row["stock"])
            by_sku.setdefault(row["sku"], []).append(heard)
    return by_sku


def ages(stage: Stage, told: list[Told]) -> list[float]:
    """Until the platform had been told this number, or one that is newer."""
    heard = answers(stage)
    ends = time.time()
    return [
        next((at for at, stock in heard.get(sku, ()) if stock <= number), ends) - moment
        for moment, sku, number in told
    ]


def measure(
    well: Stage, sick: Stage, chance: random.Random, changes: int
) -> tuple[float, float]:
    """The p95 while both are well, and while one is sick."""
    sick.proxy.choose = nothing
    calm = change_some(chance, changes)
    until(well.settled, patience=PATIENCE)
    sick.proxy.choose = lambda asked: faults.latency(SICK)
    sick.proxy.most_at_once = 0
    change_some(chance, changes // 3)  # so that it is under way when we look
    while_sick = change_some(chance, changes)
    until(well.settled, patience=PATIENCE)
    return percentile(ages(well, calm), 95), percentile(ages(well, while_sick), 95)


def control(well: Stage, sick: Stage, chance: random.Random, changes: int) -> float:
    """The p95 while the sick one may hold all; until it holds more than its half."""
    sick.proxy.choose = lambda asked: faults.latency(SICK)
    sick.proxy.most_at_once = 0
    told: list[Told] = []

    def overrun() -> bool:
        told.extend(change_some(chance, changes))
        return sick.proxy.most_at_once > WORKERS // 2

    until(overrun, patience=PATIENCE)
    until(well.settled, patience=PATIENCE)
    return percentile(ages(well, told), 95)


def main() -> None:
    fill(PRODUCTS, stock=STOCK)
    chance = random.Random(SEED)
    with staged("well", "sick") as (well, sick):
        with workers(queues=f"fast={WORKERS},slow=2"):
            synced(well, sick, patience=PATIENCE)
            calm, ill = measure(well, sick, chance, CHANGES)
            held = sick.proxy.most_at_once
            differs = sum(well.compare().values())
            sick.proxy.choose = nothing
            until(sick.settled, patience=PATIENCE)
            lost = sum(sick.compare().values())
        with workers(without="share_workers", queues=f"fast={WORKERS},slow=2"):
            unguarded = control(well, sick, chance, CONTROL_CHANGES)
            held_without = sick.proxy.most_at_once
    figures = {
        "products": Product.objects.count(),
        "offers": Variant.objects.count(),
        "changes": CHANGES,
        "p95_both_well": round(calm, 2),
        "p95_one_sick": round(ill, 2),
        "ratio": round(ill / calm, 2),
        "p95_without_shares": round(unguarded, 2),
        "workers": WORKERS,
        "held_by_the_sick": held,
        "held_without_shares": held_without,
        "differs_at_the_well": differs,
        "differs_at_the_sick_after": lost,
    }
    half = WORKERS // 2
    right = not differs and not lost and held <= half < held_without
    finish(figures, right=right)


if __name__ == "__main__":
    main()
