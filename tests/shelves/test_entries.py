"""Entries say what is true: right after an edit, and within seconds after a sale."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from storefront.catalog.models import Category, Product
from storefront.catalog.services import (
    Price,
    change_prices,
    change_state,
    delete_variant,
    move_category,
    save_category,
    save_product,
)
from storefront.inventory.models import Availability
from storefront.orders.models import Order
from storefront.shelves import entries, receivers, services
from storefront.shelves.models import Entry, FacetLabel, Touched
from tests.builders import category, product, put, variant
from tests.buying import line, order
from tests.crowd import all_at_once

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def everything() -> list[tuple[object, ...]]:
    return list(Entry.objects.order_by("pk").values_list())


def edit_everything() -> None:
    """One of each kind of edit that a list can show."""
    top, other = category("Mẹ và bé"), category("Khác")
    below = category("Ăn dặm", parent=top)
    bib = product("Yếm đỏ", category=below, brand="Kiềng", axis_1="color")
    red = variant("BIB-1", product=bib, option_1_vi="Đỏ", price=90_000, stock=3)
    blue = variant("BIB-2", product=bib, option_1_vi="Xanh", price=70_000, stock=0)
    gone = variant("cup", stock=5).product
    change_prices(prices={red.pk: Price(65_000)})
    change_state(product_ids=[gone.pk], state=Product.State.ARCHIVED)
    delete_variant(variant=blue)
    below.name_vi = "Đồ ăn"
    save_category(below)
    move_category(below, to=other, place="last-child")
    bib.title_vi, bib.brand = "Yếm vải", "Mầm"
    save_product(bib)
    order(line(red, 2))


def test_after_every_kind_of_edit_and_sale_entries_are_as_if_made_anew():
    edit_everything()
    services.refresh_touched()
    kept = everything()

    Entry.objects.all().delete()
    services.refresh_everything()

    assert kept == everything()
    assert len(kept) == 1


def test_without_notes_of_sales_they_would_not_be(monkeypatch):
    """The control: what the test above is there to see, it sees."""
    monkeypatch.setattr(receivers, "touch", lambda ids, **_: None)
    edit_everything()
    services.refresh_touched()
    kept = everything()

    services.refresh_everything()

    assert kept != everything()


def test_a_category_that_is_hidden_holds_nothing():
    below = category("Ăn dặm", parent=category("Mẹ và bé"))
    variant(product=product("Yếm", category=below))
    below = Category.objects.get(pk=below.pk)
    below.shown = False

    save_category(below)

    assert "in:" not in Entry.objects.get().words


def test_a_sale_leaves_a_note_and_no_more():
    cup = variant(stock=1)
    services.refresh_touched()

    order(line(cup))

    assert Entry.objects.get().availability == Availability.FEW_LEFT
    assert Touched.objects.filter(refreshed=False).count() == 1


def test_what_sells_is_counted_for_three_months():
    cup = variant(stock=9)
    order(line(cup, 2))
    old = order(line(cup, 5))
    then = timezone.now() - timedelta(days=91)
    Order.objects.filter(pk=old.pk).update(placed_at=then)

    services.refresh_everything()

    assert Entry.objects.get().sold == 2


def test_many_products_are_left_to_the_job(monkeypatch):
    monkeypatch.setattr(receivers, "AT_ONCE", 1)
    first, second = variant().product, variant().product
    services.refresh_touched()

    change_state(product_ids=[first.pk, second.pk], state=Product.State.DRAFT)
    before = Entry.objects.count()
    services.refresh_touched()

    assert (before, Entry.objects.count()) == (2, 0)


def test_a_label_that_was_corrected_counts():
    cup = variant(product=product(axis_1="color"), option_1_vi="Đỏ", option_1_en="Rde")
    cup.option_1_en = "Red"

    save_product(cup.product, variants=[cup])

    labels = FacetLabel.objects.filter(token="color:do").order_by("pk")
    assert [label.en for label in labels] == ["Rde", "Red"]


def test_notes_are_kept_an_hour():
    variant()
    Touched.objects.update(created_at=timezone.now() - timedelta(minutes=61))
    Touched.objects.filter(refreshed=False).delete()

    services.forget_old_notes()

    assert Touched.objects.count() == 0


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    """Two last ones of two variants are sold at the same time."""

    def sell_both(self) -> int:
        cup = product("cup", axis_1="color")
        variants = [
            variant(product=cup, option_1_vi=color, stock=1)
            for color in ("Đỏ", "Xanh", "Vàng", "Tím")
        ]
        services.refresh_touched()
        all_at_once([lambda one=one: put(one, 0) for one in variants])
        services.refresh_touched()
        return Entry.objects.get().availability

    def test_the_product_is_sold_out(self):
        assert self.sell_both() == Availability.SOLD_OUT


@pytest.mark.django_db(transaction=True)
def test_of_two_refreshes_at_once_the_newer_truth_wins(monkeypatch):
    assert title_after_a_race(monkeypatch) == "yem"


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_older_truth_could_win(monkeypatch):
    """The control."""
    monkeypatch.setattr(entries, "lock", lambda ids: None)

    assert title_after_a_race(monkeypatch) == "coc"


def title_after_a_race(monkeypatch) -> str:
    """While one refresh has read and not written, an edit and its refresh come by."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite writes one after the other anyway")
    cup = variant(product=product("Cốc")).product
    edit = threading.Thread(target=retitle, args=(cup,))
    write = entries.write

    def write_late(rows: list[Entry]) -> None:
        if edit.ident is None:
            edit.start()
            edit.join(1)  # it waits for us, unless nothing makes it
        write(rows)

    monkeypatch.setattr(entries, "write", write_late)
    entries.refresh([cup.pk])
    edit.join()
    return Entry.objects.get().title_vi


def retitle(product: Product) -> None:
    with transaction.atomic():
        Product.objects.filter(pk=product.pk).update(title_vi="Yếm")
        entries.refresh([product.pk])
    connection.close()
