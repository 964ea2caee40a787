"""The map is whole: a column that nobody has thought about fails here."""

import pytest

from storefront.privacy import columns

pytestmark = pytest.mark.sqlite


def test_every_column_that_can_hold_words_is_on_the_map():
    mapped = {label: table.columns for label, table in columns.tables().items()}
    unmapped = {
        label: there - mapped.get(label, set())
        for label, there in columns.there().items()
        if there - mapped.get(label, set())
    }

    assert unmapped == {}


def test_the_map_names_nothing_that_is_not_there():
    there = columns.there()
    gone = {
        label: table.columns - there.get(label, set())
        for label, table in columns.tables().items()
        if table.columns - there.get(label, set())
    }

    assert gone == {}


def test_a_column_is_named_once():
    for table in columns.tables().values():
        named = [*table.erased, *table.kept, *table.staff, *table.plain]
        assert len(named) == len(set(named))


def test_a_new_column_is_noticed(monkeypatch):
    there = columns.there()
    there["orders.Order"] |= {"nickname"}

    assert there["orders.Order"] - columns.tables()["orders.Order"].columns == {
        "nickname"
    }


def test_what_is_kept_says_why():
    reasons = [why for t in columns.tables().values() for why in t.kept.values()]

    assert all(len(why) > 20 for why in reasons)
