"""A shop is wiped and comes back, also where more happened after its backup."""

import threading
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connections

from storefront.catalog.models import Product, Variant
from storefront.channels.models import Listing
from storefront.connections.models import Connection
from storefront.customers.models import User
from storefront.exchange import backup as backing_up
from storefront.exchange import restore as restoring
from storefront.exchange.backup import add_table, make_backup, tables
from storefront.exchange.restore import NotRestored, clear, restore
from storefront.inventory.models import Stock
from tests.builders import category, connection, product, variant
from tests.channels.conftest import connect, platform
from tests.channels.engine import sync, turn
from tests.channels.test_reading_back import read
from tests.people import bob

__all__ = ["connect", "platform"]

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

#: Written by a restore: each connection reads its platform before it creates.
READ_FIRST = ["rows/channels.readback.jsonl"]


@pytest.fixture
def shop():
    """Rows of many rooms, a picture, and an account at a service."""
    goods = product("Áo", category=category("Con", parent=category("Cha")))
    variant("mug", product=goods, stock=7)
    bob("orders.view_order")
    connection("acc", credentials={"token": "secret"})
    default_storage.save("pictures/one.jpg", ContentFile(b"\xff\xd8picture"))


def wipe() -> None:
    clear(tables())
    default_storage.delete("pictures/one.jpg")


def contents(folder) -> dict[str, bytes]:
    """Every table as a backup would hold it."""
    path = folder / "look.zip"
    with zipfile.ZipFile(path, "w") as file:
        for model in tables():
            add_table(file, model)
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_everything_is_back_as_it_was(shop, tmp_path):
    before = contents(tmp_path)
    make_backup(path=tmp_path / "shop.zip")
    wipe()

    restore(path=tmp_path / "shop.zip")

    after = contents(tmp_path)
    changed = [name for name in before if before[name] != after[name]]
    assert changed == READ_FIRST
    assert default_storage.open("pictures/one.jpg").read() == b"\xff\xd8picture"


def test_permissions_of_staff_are_back(shop, tmp_path):
    make_backup(path=tmp_path / "shop.zip")
    wipe()

    restore(path=tmp_path / "shop.zip")

    assert User.objects.get(username="bob").has_perm("orders.view_order")


def test_credentials_stay_sealed_and_can_be_opened(shop, tmp_path):
    make_backup(path=tmp_path / "shop.zip")
    wipe()
    restore(path=tmp_path / "shop.zip")

    with zipfile.ZipFile(tmp_path / "shop.zip") as file:
        stored = file.read("rows/connections.connection.jsonl")
    assert b"secret" not in stored
    assert Connection.objects.get().credentials["token"] == "secret"


def test_what_no_key_opens_is_named(shop, tmp_path, settings):
    settings.CREDENTIALS_KEYS = ["dGhlLW90aGVyLWtleS10aGF0LW9wZW5zLW5vdGhpbmc="]

    assert restoring.unreadable_connections() == list(Connection.objects.all())


def test_new_rows_get_new_numbers(shop, tmp_path):
    make_backup(path=tmp_path / "shop.zip")
    wipe()
    restore(path=tmp_path / "shop.zip")
    last = Product.objects.latest("pk").pk

    assert product("Mới").pk > last


def test_a_shop_that_is_in_use_is_not_overwritten(shop, tmp_path):
    make_backup(path=tmp_path / "shop.zip")

    with pytest.raises(NotRestored, match=r"The database is not empty"):
        restore(path=tmp_path / "shop.zip")

    assert Stock.objects.get().on_hand == 7


def test_a_backup_of_other_tables_is_refused_with_the_difference(
    shop, tmp_path, monkeypatch
):
    make_backup(path=tmp_path / "shop.zip")
    wipe()
    now = restoring.migrations()
    monkeypatch.setattr(restoring, "migrations", lambda: [*now, "shop.0099_later"])

    with pytest.raises(NotRestored, match=r"differ in: shop\.0099_later"):
        restore(path=tmp_path / "shop.zip")


@pytest.mark.parametrize("kept", [0, 30, 3000])
def test_half_a_backup_changes_nothing(shop, tmp_path, kept):
    path = tmp_path / "shop.zip"
    make_backup(path=path)
    wipe()
    path.write_bytes(path.read_bytes()[:kept])

    with pytest.raises(NotRestored, match="This is no whole backup"):
        restore(path=path)

    assert Product.objects.count() == 0


def test_a_restore_that_fails_half_way_changes_nothing(shop, tmp_path, monkeypatch):
    make_backup(path=tmp_path / "shop.zip")
    wipe()
    monkeypatch.setattr(restoring, "reset_sequences", lambda models: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        restore(path=tmp_path / "shop.zip")

    assert (Product.objects.count(), Connection.objects.count()) == (0, 0)


def a_later_restore(connect, folder, count: int) -> Connection:
    """Back up with one product listed, list many more, lose all, come back."""
    account = connect("fake.read")
    variant("first")
    read(account)
    sync(account)
    make_backup(path=folder / "shop.zip")
    for number in range(count):
        variant(f"later-{number}")
    sync(account)
    clear(tables())
    restore(path=folder / "shop.zip")
    for number in range(count):  # the owner types them in again
        variant(f"later-{number}")
    return Connection.objects.get()


def test_what_was_created_after_the_backup_is_not_created_again(
    connect, platform, tmp_path
):
    account = a_later_restore(connect, tmp_path, count=12)
    assert len(platform.items) == 13

    sync(account)
    read(account)
    sync(account)
    turn(account)

    assert (len(platform.items), doubled(platform)) == (13, [])
    assert Listing.objects.exclude(external_id="").count() == 13


def test_without_reading_first_it_would_be_doubled(
    connect, platform, tmp_path, monkeypatch
):
    monkeypatch.setattr(restoring, "close_gate", lambda account: None)
    account = a_later_restore(connect, tmp_path, count=3)

    sync(account)

    assert doubled(platform) == ["later-0", "later-1", "later-2"]


def doubled(platform) -> list[str]:
    skus = Variant.objects.order_by("sku").values_list("sku", flat=True)
    return [sku for sku in skus if platform.holding(sku) > 1]


@pytest.mark.django_db(transaction=True)
def test_a_backup_is_of_one_moment(shop, tmp_path, monkeypatch):
    """An edit that comes between two tables is in neither."""
    add, edited = backing_up.add_table, []

    def edit_meanwhile(file, model):
        if model is Variant and not edited:
            edited.append(elsewhere(lambda: Product.objects.update(brand="late")))
            elsewhere(lambda: Variant.objects.update(price=1))
        return add(file, model)

    monkeypatch.setattr(backing_up, "add_table", edit_meanwhile)
    make_backup(path=tmp_path / "shop.zip")

    with zipfile.ZipFile(tmp_path / "shop.zip") as file:
        assert b'"price": 100000' in file.read("rows/catalog.variant.jsonl")
    assert (edited, Variant.objects.get().price) == ([None], 1)


def elsewhere(do) -> None:
    """On a connection of its own."""

    def run() -> None:
        try:
            do()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(20)
