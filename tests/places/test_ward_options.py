import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def options(**asked: str) -> list[str]:
    page = Client().get("/vi/places/wards/", asked).content.decode()
    return [part.partition('"')[0] for part in page.split('value="')[1:]]


def test_offers_the_wards_of_a_province():
    assert len(options(province="46")) == 40
    assert "Phường Thuận Hoá" in options(province="46")


def test_offers_what_an_old_name_became():
    assert options(province="79", ward="Bến Nghé") == ["Phường Sài Gòn"]


def test_names_the_province_where_none_was_chosen():
    assert options(ward="Bến Nghé, quận 1") == ["Phường Sài Gòn, Thành phố Hồ Chí Minh"]


def test_nonsense_offers_nothing():
    assert options(province="x", ward="") == options(province="\x00", ward="\x00") == []
