"""What the platforms answered is kept, and how long it took."""

from datetime import timedelta

import pytest
from django.utils import timezone

from storefront.channels import answers, planner
from storefront.channels.models import Answer, Change
from storefront.contract import data
from tests.builders import variant
from tests.channels.engine import part, set_price, sync, turn

pytestmark = pytest.mark.django_db

TOO_DARK = data.Problem("dark", data.Text(vi="Ảnh tối quá.", en="Too dark."))


def answer(**fields: object) -> Answer:
    return Answer.objects.create(
        connection_id=1,
        listing_id=1,
        part="price",
        state="accepted",
        number=1,
        **{"told_at": timezone.now(), **fields},
    )


@pytest.mark.sqlite
def test_each_part_of_a_publish_has_its_answer(connect):
    variant("mug")

    sync(connect())

    told = Answer.objects.values_list("part", "state").order_by("part")
    accepted = data.State.ACCEPTED
    assert list(told) == [(part, accepted) for part in ("content", "price", "stock")]


def test_a_refusal_keeps_the_words_of_its_first_problem(connect, platform):
    mug = variant("mug")
    platform.refused[mug.product.title] = TOO_DARK

    sync(connect())

    told = Answer.objects.filter(part="content").get()
    assert (told.state, told.code, told.message_vi, told.waited) == (
        "refused",
        "dark",
        "Ảnh tối quá.",
        None,
    )


def test_the_wait_is_counted_from_the_change(connect):
    mug, connection = variant("mug", price=10_000), connect()
    sync(connection)
    set_price(mug, 11_000)
    Change.objects.update(made_at=timezone.now() - timedelta(hours=1))

    turn(connection)

    waited = Answer.objects.filter(part="price").last().waited
    assert timedelta(milliseconds=waited) >= timedelta(hours=1)


def test_a_change_while_a_call_is_out_is_not_older_than_the_call(connect, platform):
    mug, connection = variant("mug", price=10_000), connect()
    sync(connection)
    set_price(mug, 11_000)
    Change.objects.update(made_at=timezone.now() - timedelta(hours=1))

    def change_again():
        set_price(mug, 12_000)
        planner.plan_changes()

    platform.after = [change_again]
    turn(connection)

    first, second = Answer.objects.filter(part="price").order_by("-pk")[:2][::-1]
    assert second.waited < first.waited
    assert part(connection, "mug", data.Part.PRICE).wanted == second.number


@pytest.mark.sqlite
def test_after_90_days_answers_are_forgotten(monkeypatch):
    monkeypatch.setattr(answers, "CHUNK", 2)
    old = timezone.now() - timedelta(days=91)
    for _ in range(5):
        answer(told_at=old)
    young = answer()

    assert answers.forget_old_answers() == 5
    assert Answer.objects.get() == young
