"""One statement imported by two at once. The guard is proved by taking it away."""

import pytest

from storefront.payments import services
from storefront.payments.models import Transfer
from tests.crowd import all_at_once
from tests.money_in import awaiting, came_in, imported

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_transfer_counts_once():
    assert paid_by_two_imports() == (1, 1)


def test_control_without_the_fingerprint_money_counts_twice(monkeypatch):
    made = iter(range(100))
    fresh = services.read_rows

    def rows(cells, columns):
        for row in fresh(cells, columns):
            object.__setattr__(row, "fingerprint", str(next(made)))
            yield row

    monkeypatch.setattr(services, "read_rows", rows)

    assert paid_by_two_imports()[0] > 1


def paid_by_two_imports() -> tuple[float, int]:
    placed = awaiting()
    all_at_once([lambda: imported(came_in(placed, placed.total))] * 4)
    placed.refresh_from_db()
    return placed.paid / placed.total, Transfer.objects.filter(order=placed).count()
