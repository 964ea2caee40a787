"""One round of tests/bench/race.py: the real server, on PostgreSQL."""

import pytest

from tests.bench._race import UNITS, race, right, served

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_hundred_buyers_get_fifty_units():
    with served() as address:
        result = race(address)

    assert right(result), result


def test_control_without_the_guard_more_are_sold():
    with served(guarded=False) as address:
        result = race(address)

    assert result["sold"] > UNITS
