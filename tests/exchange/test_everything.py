"""All that the owner has, in a folder that any program can read."""

import csv
import json

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from storefront.exchange.everything import NotEmpty, export_all
from tests.builders import product, variant
from tests.people import ann

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def folder(tmp_path):
    variant("mug", product=product("Ly", brand="=1+1"), stock=4)
    ann()
    default_storage.save("pictures/one.jpg", ContentFile(b"picture"))
    export_all(folder=tmp_path / "all")
    return tmp_path / "all"


def test_every_table_is_there_twice(folder):
    tables = {path.stem for path in folder.glob("*.json")}

    assert tables == {path.stem for path in folder.glob("*.csv")} - {"products"}
    assert tables >= {"catalog.product", "inventory.stock", "orders.order"}
    assert "customers.user" in tables


def test_json_holds_texts_as_they_are_and_csv_no_formula(folder):
    (row,) = json.loads((folder / "catalog.product.json").read_text())
    with (folder / "catalog.product.csv").open(encoding="utf-8-sig") as file:
        (line,) = csv.DictReader(file)

    assert (row["brand"], line["brand"]) == ("=1+1", "'=1+1")


def test_pictures_are_copied_and_no_password_is(folder):
    (person,) = json.loads((folder / "customers.user.json").read_text())

    assert (folder / "media/pictures/one.jpg").read_bytes() == b"picture"
    assert (person["username"], "password" in person) == ("ann", False)


def test_only_the_owner_of_the_machine_may_look_in(folder):
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_folder_with_something_in_it_is_left_alone(folder):
    with pytest.raises(NotEmpty):
        export_all(folder=folder)
