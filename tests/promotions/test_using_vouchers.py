from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from storefront.orders.services import TotalChanged, cancel_order
from storefront.promotions.models import Voucher
from storefront.promotions.refusals import refusal
from storefront.promotions.services import (
    Reason,
    VoucherRefused,
    find_voucher,
    use_voucher,
)
from tests.builders import stock_of, variant
from tests.buying import buyer, line, order
from tests.vouchers import voucher

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

SOON, LATELY = timedelta(hours=1), timedelta(hours=-1)


def used(one: Voucher) -> int:
    one.refresh_from_db()
    return one.used


def reason_for(one: Voucher, *, goods: int = 100_000, phone: str = "") -> Reason:
    with pytest.raises(VoucherRefused) as refused:
        find_voucher(code=one.code, goods=goods, phone=phone)
    return refused.value.reason


def test_an_order_is_cheaper_by_it_and_counts_as_a_use():
    ten = voucher()

    placed = order(line(variant(price=80_000, stock=5)), voucher_code=ten.code)

    assert (placed.subtotal, placed.discount, placed.total) == (80_000, 8_000, 102_000)
    assert used(ten) == 1


@pytest.mark.parametrize("typed", ["tet-2027", " TET-2027 ", "Tet- 2027"])
def test_a_code_is_known_however_it_is_typed(typed):
    tet = voucher("TET-2027")

    assert find_voucher(code=typed, goods=1) == tet


def test_free_delivery_takes_the_fee_and_nothing_else():
    free = voucher(kind="delivery")

    placed = order(line(variant(price=80_000, stock=5)), voucher_code=free.code)

    assert (placed.discount, placed.delivery_fee, placed.total) == (0, 0, 80_000)


def test_an_amount_never_makes_the_goods_cheaper_than_nothing():
    much = voucher(kind="amount", amount=500_000)

    placed = order(line(variant(price=80_000, stock=5)), voucher_code=much.code)

    assert (placed.discount, placed.total) == (80_000, 30_000)


def test_percent_stop_at_their_bound():
    half = voucher(percent=50, most=15_000)

    placed = order(line(variant(price=80_000, stock=5)), voucher_code=half.code)

    assert placed.discount == 15_000


@pytest.mark.parametrize("code", ["NONE", "", " ", "\x00", "x" * 5_000])
def test_a_code_that_is_none_is_unknown(code):
    with pytest.raises(VoucherRefused) as refused:
        find_voucher(code=code, goods=1)

    assert refused.value.reason is Reason.UNKNOWN


def test_one_that_is_switched_off_is_unknown():
    assert reason_for(voucher(active=False)) is Reason.UNKNOWN


def test_it_counts_only_in_its_time():
    now = timezone.now()

    assert reason_for(voucher(starts_at=now + SOON)) is Reason.NOT_YET
    assert reason_for(voucher(ends_at=now + LATELY)) is Reason.OVER


def test_goods_for_less_than_its_minimum_do_not_get_it():
    assert reason_for(voucher(minimum=100_001)) is Reason.TOO_LITTLE


def test_the_refusal_says_what_the_minimum_is():
    with pytest.raises(VoucherRefused) as refused:
        find_voucher(code=voucher("TET", minimum=200_000).code, goods=1)

    with translation.override("vi"):
        told = refusal(refused.value)
    assert told == "Mã TET dùng cho đơn có tiền hàng từ 200.000\xa0₫."


def test_the_limit_of_a_phone_is_for_that_phone_only():
    once, lan = voucher(per_customer=1), buyer()
    order(buyer=lan, voucher_code=once.code)

    assert reason_for(once, phone=lan.phone) is Reason.USED_BY_YOU
    assert find_voucher(code=once.code, goods=1, phone="+84900000000") == once


def test_a_refused_voucher_leaves_no_order_and_no_stock_taken():
    single, mug = voucher(total_limit=1), variant(stock=5)
    order(voucher_code=single.code)

    with pytest.raises(VoucherRefused, match="USED_UP"):
        order(line(mug), voucher_code=single.code)

    assert (stock_of(mug), used(single)) == (5, 1)


def test_a_cancelled_order_gives_it_back_once():
    single = voucher(total_limit=1)
    placed = order(voucher_code=single.code)

    cancel_order(order=placed, by=None)
    cancel_order(order=placed, by=None)

    assert used(single) == 0
    assert order(voucher_code=single.code).voucher_code == single.code


def test_asked_twice_for_one_order_it_is_used_once():
    ten = voucher()

    for _ in range(2):
        use_voucher(code=ten.code, goods=1, phone="+84900000000", reference="A")

    assert used(ten) == 1


def test_a_total_other_than_the_one_seen_is_not_ordered():
    ten, mug = voucher(percent=10), variant(price=80_000, stock=5)

    with pytest.raises(TotalChanged, match="94000 seen, 102000 now"):
        order(line(mug), voucher_code=ten.code, seen_total=94_000)

    assert (stock_of(mug), used(ten)) == (5, 0)


def test_the_database_itself_refuses_a_use_too_many():
    single = voucher(total_limit=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        Voucher.objects.filter(pk=single.pk).update(used=2)
