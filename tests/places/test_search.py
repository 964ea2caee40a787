import pytest

from storefront.places.search import find_province, find_wards, the_one

SAIGON, HUE, HANOI = "79", "46", "01"


def found(text: str, province: str = "") -> list[str]:
    return [str(match.ward) for match in find_wards(text, province=province)]


def meant(text: str, province: str = "") -> str:
    return str(the_one(find_wards(text, province=province)))


@pytest.mark.parametrize(
    ("typed", "province"),
    [
        ("Bình Dương", "Thành phố Hồ Chí Minh"),
        ("tinh binh duong", "Thành phố Hồ Chí Minh"),
        ("TP.HCM", "Thành phố Hồ Chí Minh"),
        ("Bà Rịa – Vũng Tàu", "Thành phố Hồ Chí Minh"),
        ("Ho Chi Minh City", "Thành phố Hồ Chí Minh"),
        ("Quảng Nam", "Thành phố Đà Nẵng"),
        ("Thừa Thiên Huế", "Thành phố Huế"),
        ("Hà Giang", "Tỉnh Tuyên Quang"),
        ("Khánh Hòa", "Tỉnh Khánh Hoà"),
        ("hn", "Thành phố Hà Nội"),
    ],
)
def test_a_province_is_found_by_its_names_of_today_and_before(typed, province):
    assert find_province(typed).name == province


@pytest.mark.parametrize("typed", ["", "x", "\x00", "Atlantis", "1" * 500])
def test_no_province_is_made_up(typed):
    assert find_province(typed) is None


@pytest.mark.parametrize("typed", ["Phường Bến Thành", "ben thanh", "P. Bến Thành"])
def test_a_ward_is_found_however_it_is_written(typed):
    assert meant(typed, SAIGON) == "Phường Bến Thành, Thành phố Hồ Chí Minh"


def test_both_ways_to_set_a_mark_are_one_name():
    assert meant("Thuận Hòa", HUE) == meant("Thuận Hoá", HUE)


def test_an_old_ward_with_its_district_is_the_ward_it_became():
    assert meant("P.Bến Nghé, Q.1", SAIGON).startswith("Phường Sài Gòn")


def test_an_old_ward_needs_no_province_if_it_names_its_own():
    assert meant("Xã Đồn Đạc, Ba Chẽ, Quảng Ninh") == "Xã Ba Chẽ, Tỉnh Quảng Ninh"


def test_says_by_which_old_name_it_was_found():
    match = find_wards("Bến Nghé", province=SAIGON)[0]

    assert match.was == "Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh"


def test_an_old_district_offers_what_it_became_and_chooses_none():
    offered = [ward.partition(",")[0] for ward in found("quận 1", SAIGON)]

    assert offered == [
        "Phường Tân Định",
        "Phường Sài Gòn",
        "Phường Bến Thành",
        "Phường Cầu Ông Lãnh",
    ]
    assert the_one(find_wards("quận 1", province=SAIGON)) is None


def test_an_old_ward_that_was_divided_is_asked_about():
    assert len(found("Phường 14, Quận 10", SAIGON)) == 2
    assert the_one(find_wards("Phường 14, Quận 10", province=SAIGON)) is None


def test_one_name_in_several_provinces_is_asked_about():
    assert len(found("Bình Dương")) == 2
    assert meant("Bình Dương", SAIGON) == "Phường Bình Dương, Thành phố Hồ Chí Minh"


def test_a_slip_is_offered_and_not_taken_for_granted():
    assert found("Hoàng Kiếm", HANOI)[0] == "Phường Hoàn Kiếm, Thành phố Hà Nội"
    assert the_one(find_wards("Hoàng Kiếm", province=HANOI)) is None


@pytest.mark.parametrize("typed", ["", " ", ",,", "\x00", "zzzzzz", "," * 300])
def test_what_names_no_ward_finds_none(typed):
    assert found(typed, HANOI) == []
