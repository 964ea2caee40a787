import pytest
from django.db import IntegrityError, transaction

from storefront.delivery.fees import delivery_options
from storefront.delivery.models import DeliveryMethod

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

HANOI, SAIGON, HUE = "01", "79", "46"


def method(name: str, *zones: tuple[str, int, int | None], **fields: object):
    made = DeliveryMethod.objects.create(name_vi=name, **fields)
    for provinces, fee, free_over in zones:
        made.zones.create(provinces=provinces, fee=fee, free_over=free_over)
    return made


def fees(province: str, goods: int = 100_000) -> dict[str, int]:
    options = delivery_options(province=province, goods=goods)
    return {option.name: option.fee for option in options}


def test_without_methods_the_flat_fee_counts_everywhere(settings):
    settings.DELIVERY_FEE = 30_000

    assert [option.fee for option in delivery_options(province=HUE, goods=1)] == [
        30_000
    ]


def test_the_zone_that_names_the_province_counts_before_everywhere_else():
    method("Thường", ("", 35_000, None), (f"{HANOI} {SAIGON}", 20_000, None))

    assert (fees(SAIGON), fees(HUE)) == ({"Thường": 20_000}, {"Thường": 35_000})


def test_a_method_without_a_zone_for_the_province_is_not_offered():
    method("Thường", ("", 35_000, None), position=1)
    method("Trong ngày", (HANOI, 50_000, None), position=2)

    assert list(fees(HANOI)) == ["Thường", "Trong ngày"]
    assert list(fees(HUE)) == ["Thường"]


def test_from_so_many_goods_on_it_is_free():
    method("Thường", ("", 35_000, 500_000))

    assert (fees(HUE, 499_999), fees(HUE, 500_000)) == (
        {"Thường": 35_000},
        {"Thường": 0},
    )


def test_an_inactive_method_is_not_offered():
    method("Thường", ("", 35_000, None))
    method("Cũ", ("", 1, None), active=False)

    assert list(fees(HUE)) == ["Thường"]


def test_before_a_province_is_known_it_costs_what_it_costs_everywhere_else():
    method("Thường", (HANOI, 20_000, None), ("", 35_000, None))

    assert fees("") == {"Thường": 35_000}


def test_two_zones_for_everywhere_else_are_refused_by_the_database():
    one = method("Thường", ("", 35_000, None))

    with pytest.raises(IntegrityError), transaction.atomic():
        one.zones.create(provinces="", fee=1)
