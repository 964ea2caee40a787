from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from storefront.inventory.services import take
from storefront.orders.services import cancel_order
from storefront.payments.models import Transfer
from storefront.payments.services import assign_transfer
from tests.builders import variant
from tests.buying import line
from tests.money_in import awaiting, came_in, imported, statement
from tests.people import bob

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def came(*rows: list[str]) -> list[str]:
    return [transfer.came for transfer in imported(*rows)]


def test_a_transfer_finds_its_order_by_the_number_in_its_text():
    one, other = awaiting(), awaiting()

    [transfer] = imported(came_in(one, one.total))

    one.refresh_from_db()
    other.refresh_from_db()
    assert (transfer.order, transfer.came) == (one, "paid")
    assert (one.state, other.state) == ("placed", "awaiting")


def test_less_more_and_twice_are_told_apart():
    placed = awaiting()

    assert came(
        came_in(placed, placed.total - 1_000, "FT1"),
        came_in(placed, 2_000, "FT2"),
        came_in(placed, 2_000, "FT3"),
    ) == ["part", "over", "again"]


def test_late_money_is_told_apart_by_whether_the_goods_are_still_there():
    mug, pot = variant(stock=1), variant(stock=1)
    there, gone = awaiting(line(mug)), awaiting(line(pot))

    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=True):
        assert came(came_in(there, there.total, "FT1")) == ["late"]
        imported(came_in(gone, 1, "FT2"))  # it expires here, at the latest
        take(variant_id=gone.lines.get().variant_id, quantity=1, reference="other")
        assert came(came_in(gone, gone.total, "FT3")) == ["short"]


def test_money_for_a_cancelled_order_is_told():
    placed = awaiting()
    cancel_order(order=placed, by=None)

    assert came(came_in(placed, placed.total)) == ["cancelled"]


def test_a_text_without_a_number_of_ours_waits_for_staff():
    [transfer] = imported(["25/11/2026", "FT1", "", "100000", "tien hang"])

    assert (transfer.order, transfer.came) == (None, "unknown")


def test_a_text_with_two_numbers_waits_for_staff():
    one, other = awaiting(), awaiting()
    text = f"{one.number} va {other.number}"

    assert came(["25/11/2026", "FT1", "", "100000", text]) == ["unknown"]


def test_the_same_statement_again_changes_nothing():
    placed = awaiting()
    imported(came_in(placed, placed.total))

    assert imported(came_in(placed, placed.total)) == []
    placed.refresh_from_db()
    assert placed.paid == placed.total


def test_a_longer_statement_adds_only_what_is_new():
    one, other = awaiting(), awaiting()
    imported(came_in(one, one.total, "FT1"))

    [new] = imported(came_in(one, one.total, "FT1"), came_in(other, 1_000, "FT2"))

    assert new.order == other


def test_two_rows_that_look_the_same_are_two_transfers():
    placed = awaiting()
    row = came_in(placed, 1_000, reference="")

    assert came(row, row) == ["part", "part"]


def test_rows_that_bring_no_money_are_passed_over():
    assert (
        imported(
            ["25/11/2026", "FT1", "500000", "", "rut tien"],
            ["25/11/2026", "FT2", "", "-5", "phi"],
            ["", "", "", "1.000.000", ""],
            ["Tổng"],
        )
        == []
    )


def test_staff_say_whose_money_it_is_and_it_counts_once():
    placed, staff = awaiting(), bob()
    text = ["25/11/2026", "FT1", "", str(placed.total), "tien hang"]
    [transfer] = imported(text)

    for _ in range(2):
        assign_transfer(transfer=transfer, order=placed, by=staff)

    placed.refresh_from_db()
    assert (placed.state, placed.paid) == ("placed", placed.total)
    assert Transfer.objects.get().came == "paid"


def test_a_statement_keeps_what_the_bank_wrote():
    assert statement(["a", "b"]).rows[1] == ["a", "b"]
