"""A channel that counts stock in several warehouses is told what is where."""

import threading

import pytest
from django.urls import reverse

from storefront.channels import warehouse_choosing, warehouse_reading
from storefront.channels.caution import Caution
from storefront.channels.models import RemoteWarehouse, WarehouseChoice
from storefront.channels.spreading import homes_of
from storefront.channels.warehouse_choosing import choose_warehouses
from storefront.contract.data import Warehouse
from tests.builders import location, put, variant
from tests.channels.engine import sync, turn
from tests.channels.test_growth import read_orders
from tests.crowd import all_at_once

pytestmark = pytest.mark.django_db

NORTH = Warehouse("N", "Kho Hà Nội", main=True)
SOUTH = Warehouse("S", "Kho Sài Gòn")


@pytest.fixture
def hanoi():
    return location("Hà Nội")


@pytest.fixture
def saigon(hanoi):
    return location("Sài Gòn")


@pytest.fixture
def mug(hanoi, saigon):
    made = variant("mug")
    put(made, 5, location=hanoi)
    put(made, 3, location=saigon)
    return made


@pytest.fixture
def channel(connect, platform, mug):
    """With two warehouses that are known, and its orders just read."""
    platform.warehouses = (NORTH, SOUTH)
    made = connect("fake.warehouses", name="Market")
    warehouse_reading.read_warehouses(made)
    read_orders(made)
    return made


def choose(channel, *, location, warehouse) -> None:
    row = RemoteWarehouse.objects.get(connection=channel, external_id=warehouse)
    choose_warehouses(channel, chosen={location.pk: row.pk})


def test_nobody_has_chosen_and_the_main_one_has_all(channel, platform):
    sync(channel)

    assert (platform.stock("mug"), platform.spread["mug"]) == (8, {})


def test_a_location_is_the_warehouse_that_staff_chose(channel, platform, saigon):
    choose(channel, location=saigon, warehouse="S")

    sync(channel)

    assert (platform.stock("mug"), platform.spread["mug"]) == (8, {"N": 5, "S": 3})


def test_a_choice_is_told_of_what_is_listed_already(channel, platform, saigon):
    sync(channel)
    choose(channel, location=saigon, warehouse="S")
    read_orders(channel)

    sync(channel)

    assert platform.spread["mug"] == {"N": 5, "S": 3}


def test_goods_that_move_between_locations_move_there(
    channel, platform, mug, hanoi, saigon
):
    choose(channel, location=saigon, warehouse="S")
    sync(channel)
    put(mug, 1, location=hanoi)
    put(mug, 7, location=saigon)
    read_orders(channel)

    turn(channel)

    assert platform.spread["mug"] == {"N": 1, "S": 7}


def test_a_warehouse_is_told_of_more_only_once_the_orders_are_read(
    channel, platform, mug, hanoi, saigon
):
    """All together are as many as before, and yet some may have been sold there."""
    choose(channel, location=saigon, warehouse="S")
    sync(channel)
    put(mug, 1, location=hanoi)
    put(mug, 7, location=saigon)
    read_orders(channel, seconds_ago=60)

    turn(channel)

    assert platform.spread["mug"] == {"N": 5, "S": 3}


def test_what_is_kept_back_is_kept_back_where_there_is_most(channel, platform, saigon):
    Caution.objects.create(connection=channel, buffer_units=3)
    choose(channel, location=saigon, warehouse="S")

    sync(channel)

    assert (platform.stock("mug"), platform.spread["mug"]) == (5, {"N": 2, "S": 3})


def test_a_warehouse_that_is_gone_leaves_its_goods_to_the_main_one(
    channel, platform, saigon
):
    choose(channel, location=saigon, warehouse="S")
    before = channel.rules_revision
    platform.warehouses = (NORTH,)
    warehouse_reading.read_warehouses(channel)
    channel.refresh_from_db()

    sync(channel)

    assert channel.rules_revision > before
    assert (platform.stock("mug"), platform.spread["mug"]) == (8, {})


def test_another_may_become_the_main_one(channel, platform, hanoi, saigon):
    choose(channel, location=saigon, warehouse="S")
    platform.warehouses = (Warehouse("N", "N"), Warehouse("W", "W", main=True), SOUTH)
    warehouse_reading.read_warehouses(channel)

    homes = homes_of(channel)
    assert homes.warehouse_of(hanoi.pk) == "W"
    assert homes.locations_of("S") == [saigon.pk]


def test_what_is_known_is_asked_for_once_a_day(channel, connect, platform):
    assert list(warehouse_reading.due()) == []

    RemoteWarehouse.objects.all().delete()

    assert list(warehouse_reading.due()) == [channel]


def test_staff_choose_on_the_page_of_the_channel(channel, admin_client, saigon):
    page = reverse("admin:channels_guards", args=[channel.pk])
    south = RemoteWarehouse.objects.get(external_id="S")
    assert "Kho Sài Gòn" in admin_client.get(page).text

    sent = {"do": "warehouses", f"location_{saigon.pk}": south.pk}
    answer = admin_client.post(page, sent)

    assert answer.status_code == 302
    chosen = WarehouseChoice.objects.values_list("location", "warehouse")
    assert list(chosen) == [(saigon.pk, south.pk)]


def test_a_warehouse_of_another_connection_cannot_be_chosen(
    channel, admin_client, saigon
):
    page = reverse("admin:channels_guards", args=[channel.pk])
    answer = admin_client.post(
        page, {"do": "warehouses", f"location_{saigon.pk}": "987654"}
    )

    assert answer.status_code == 200
    assert not WarehouseChoice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_choose_at_once_one_counts_as_a_whole(channel, hanoi, saigon):
    errors = choose_at_once(channel, hanoi, saigon)

    assert errors == [None] * 8
    assert len(set(homes_of(channel).chosen.values())) == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_row_of_the_connection_they_meet(
    channel, hanoi, saigon, monkeypatch
):
    monkeypatch.setattr(warehouse_choosing, "bump_rules", lambda connection: None)
    rows = WarehouseChoice.objects
    monkeypatch.setattr(rows, "bulk_create", together(rows.bulk_create))

    assert choose_at_once(channel, hanoi, saigon, times=1) != [None] * 2


def choose_at_once(channel, hanoi, saigon, *, times=4) -> list[object]:
    """Everything into the north, or everything into the south."""
    north, south = RemoteWarehouse.objects.of(channel)

    def put_all(there):
        every = {hanoi.pk: there.pk, saigon.pk: there.pk}
        return lambda: choose_warehouses(channel, chosen=every)

    return all_at_once([put_all(north), put_all(south)] * times)


def together(create):
    """Neither creates before both have deleted."""
    both = threading.Barrier(2, timeout=20)

    def create_when_both_are_there(rows):
        both.wait()
        return create(rows)

    return create_when_both_are_there


def test_one_warehouse_is_no_choice(channel, admin_client, platform):
    platform.warehouses = (NORTH,)
    warehouse_reading.read_warehouses(channel)
    page = reverse("admin:channels_guards", args=[channel.pk])

    assert 'value="warehouses"' not in admin_client.get(page).text
