"""The map is whole: a column that nobody has thought about fails here."""

from dataclasses import replace

import pytest
from django.db import models
from django.test.utils import isolate_apps

from storefront.orders.models import Order
from storefront.privacy import columns

pytestmark = pytest.mark.sqlite


def test_every_column_that_can_hold_words_is_on_the_map():
    assert columns.unmapped() == {}


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


@isolate_apps("storefront.orders")
def test_a_new_column_and_a_new_table_are_noticed(monkeypatch):
    class Wish(models.Model):
        nickname = models.CharField(max_length=50)
        size = models.CharField(max_length=1, choices=[("s", "small")])
        count = models.IntegerField()

        class Meta:
            app_label = "orders"

        def __str__(self) -> str:
            return self.nickname

    monkeypatch.setattr(columns.apps, "get_models", lambda **_options: [Order, Wish])
    less = replace(columns.tables()["orders.Order"], erased=("phone",))
    monkeypatch.setattr(columns, "tables", lambda: {"orders.Order": less})

    assert columns.unmapped()["orders.Wish"] == {"nickname"}
    assert "address" in columns.unmapped()["orders.Order"]


def test_what_is_kept_says_why():
    reasons = [why for t in columns.tables().values() for why in t.kept.values()]

    assert all(len(why) > 20 for why in reasons)
