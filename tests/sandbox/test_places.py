import pytest

from storefront.sandbox.services import numbered


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / "sandbox"


def test_the_first_time_they_stand_in_the_order_of_their_names():
    assert numbered(["demo", "facebook"]) == {"demo": 1, "facebook": 2}


def test_a_newcomer_moves_nobody():
    numbered(["demo", "facebook"])

    assert numbered(["demo", "esms", "facebook"]) == {
        "demo": 1,
        "facebook": 2,
        "esms": 3,
    }


def test_those_of_a_shop_from_before_numbers_were_kept_stay_too(folder):
    folder.mkdir()
    for name in ("demo", "facebook"):
        (folder / f"{name}.sqlite3").touch()

    assert numbered(["demo", "esms", "facebook"])["facebook"] == 2


def test_one_that_is_gone_leaves_its_place_empty():
    numbered(["demo", "esms", "facebook"])

    assert numbered(["demo", "facebook"]) == {"demo": 1, "facebook": 3}
