"""Loading goods: a shelf of one product, so that each test is quick."""

import threading
from dataclasses import replace

import pytest
from django.db import connections

from storefront.catalog.models import Variant
from storefront.inventory.models import Location
from storefront.web.demo import data, loading
from storefront.web.demo.loading import load_goods
from tests.builders import variant

pytestmark = pytest.mark.sqlite


def small_shelf() -> data.Shelf:
    """One product, so that a test of its own is quick."""
    return replace(
        data.read_shelves()[2], products=data.read_shelves()[2].products[1:2]
    )


def test_leaves_a_product_alone_whose_sku_is_taken(db):
    shelf = small_shelf()
    variant(shelf.products[0].variants[0].sku)

    assert load_goods([shelf]) == 0


def test_completes_what_a_crash_left_half_done(db, monkeypatch):
    shelf = small_shelf()
    monkeypatch.setattr(loading, "put_on_shelves", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        load_goods([shelf])
    monkeypatch.undo()

    assert (load_goods([shelf]), Variant.objects.count()) == (1, 3)


def load_twice_at_once() -> list[BaseException | int]:
    """Both look at an empty shop before either begins to fill it."""
    looked, ends = threading.Barrier(2, timeout=20), []
    find, shelf = loading.store_pictures, small_shelf()

    def load() -> None:
        try:
            ends.append(load_goods([shelf]))
        except Exception as error:  # noqa: BLE001 -- looked at by the test
            ends.append(error)
        finally:
            connections.close_all()

    def meet(product, pool):
        looked.wait()
        return find(product, pool)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "store_pictures", meet)
        threads = [threading.Thread(target=load) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return ends


@pytest.mark.django_db(transaction=True)
def test_two_loads_at_once_are_one():
    Location.objects.create(name="Kho chính")

    assert sorted(load_twice_at_once()) == [0, 1]


@pytest.mark.django_db(transaction=True)
def test_two_loads_at_once_collide_without_their_turns(monkeypatch):
    """Control: what `wait_for_turn` and the second look are there for."""
    Location.objects.create(name="Kho chính")
    monkeypatch.setattr(loading, "new", lambda _product: True)

    assert len([end for end in load_twice_at_once() if end != 1]) == 1
