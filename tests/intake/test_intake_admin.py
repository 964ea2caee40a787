"""What staff see of channels' orders, and what they can do about them."""

import pytest
from django.test import Client
from django.utils import timezone

from storefront.contract.orders import UnreadableOrder
from storefront.intake.importing import take_in
from storefront.intake.models import ImportedOrder, SoldThing
from storefront.jobs.models import Job
from tests import builders
from tests.intake.test_importing import channel, told  # noqa: F401 -- a fixture
from tests.intake.working import standing
from tests.people import ann, bob, eve

pytestmark = pytest.mark.django_db
ORDERS = "/admin/intake/importedorder/"
THINGS = "/admin/intake/soldthing/"


def browser(user) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    return client


@pytest.fixture
def row(channel) -> ImportedOrder:  # noqa: F811
    take_in(channel, told(raw='{"buyer": "N***"}'), read_at=timezone.now())
    return ImportedOrder.objects.get()


def test_staff_without_the_permission_do_not_see_what_was_sent(row):
    viewer = bob("intake.view_importedorder")

    page = browser(viewer).get(f"{ORDERS}{row.pk}/change/")

    assert (page.status_code, b"N***" in page.content) == (200, False)


def test_staff_with_it_do(row):
    reader = bob("intake.view_importedorder", "intake.read_sealed")

    page = browser(reader).get(f"{ORDERS}{row.pk}/change/")

    assert "N***" in page.text


def test_a_stranger_sees_nothing(row):
    assert browser(eve()).get(ORDERS).status_code == 302


def test_a_failed_order_shows_why_and_is_read_again_on_demand(channel):  # noqa: F811
    take_in(channel, UnreadableOrder("15", "no state"), read_at=timezone.now())
    row = ImportedOrder.objects.get()
    staff = browser(ann())
    chosen = {"action": "look_again", "_selected_action": [row.pk]}

    failed = staff.get(ORDERS, {"import": "failed"})
    answer = staff.post(ORDERS, chosen, follow=True)

    row.refresh_from_db()
    assert "no state" in failed.text
    assert "1 order is read again." in answer.text
    assert (row.not_before, row.wanted > row.looked) == (None, True)
    assert Job.objects.filter(kind="intake.look_at_orders").exists()


def test_viewers_cannot_have_it_read_again(row):
    viewer = browser(bob("intake.view_importedorder"))
    chosen = {"action": "look_again", "_selected_action": [row.pk]}

    viewer.post(ORDERS, chosen)

    assert not Job.objects.filter(kind="intake.look_at_orders").exists()


def test_saying_what_a_thing_is_gives_its_orders_their_goods(row):
    thing, cup = SoldThing.objects.get(), builders.variant("cup", stock=9)

    answer = browser(ann()).post(
        f"{THINGS}{thing.pk}/change/", {"variant": cup.pk}, follow=True
    )

    assert "1 order has its goods now." in answer.text
    assert standing(cup) == (7, 0)


def test_what_it_is_can_be_said_once(row):
    thing, cup = SoldThing.objects.get(), builders.variant("cup", stock=9)
    pot = builders.variant("pot", stock=9)
    staff = browser(ann())
    for variant in (cup, pot):
        staff.post(f"{THINGS}{thing.pk}/change/", {"variant": variant.pk})

    thing.refresh_from_db()

    assert (thing.variant, standing(pot)) == (cup, (9, 0))
