"""A connection that has just answered is not asked again whether it is there."""

from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection, connections

from storefront.postgresql import base

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="About PostgreSQL."),
]


@pytest.fixture
def clock(monkeypatch) -> dict[str, float]:
    now = {"seconds": 0.0}
    monkeypatch.setattr(base.time, "monotonic", lambda: now["seconds"])
    return now


@pytest.fixture
def line() -> Iterator[base.DatabaseWrapper]:
    """A connection of its own, as one that lasts from request to request."""
    line = connections["default"].copy()
    line.settings_dict = line.settings_dict | {"CONN_HEALTH_CHECKS": True}
    assert answer(line) == 1
    yield line
    line.close()


def answer(line: base.DatabaseWrapper) -> int:
    with line.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone()[0]


def next_request(line: base.DatabaseWrapper) -> int:
    line.close_if_unusable_or_obsolete()
    return answer(line)


def break_off(line: base.DatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(%s, 5000)", [line.connection.info.backend_pid]
        )


def test_is_asked_once_a_second(clock, line, monkeypatch):
    asked: list[float] = []
    monkeypatch.setattr(line, "is_usable", lambda: not asked.append(clock["seconds"]))

    for clock["seconds"] in (10, 10.2, 10.9, 11.1, 11.5):
        next_request(line)

    assert asked == [10, 11.1]


def test_is_replaced_where_it_broke_in_the_meantime(clock, line):
    break_off(line)
    clock["seconds"] = 10

    assert next_request(line) == 1


def test_that_breaks_within_the_second_costs_one_request(clock, line):
    clock["seconds"] = 10
    next_request(line)
    break_off(line)

    with pytest.raises(OperationalError):
        next_request(line)

    assert next_request(line) == 1
