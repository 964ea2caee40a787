"""Staff have the orders of a while read once more."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from storefront.contract import clock
from storefront.intake import services
from storefront.intake.models import ImportedOrder, Reading
from storefront.orders.models import Order
from tests import builders
from tests.intake.working import poll, standing
from tests.people import ann

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def reading_of(channel) -> Reading:
    return Reading.objects.get(connection=channel)


def lose(channel) -> None:
    """An order that was read, and of which nothing is left with us."""
    Reading.objects.update(watermark=timezone.now() + DAY)
    ImportedOrder.objects.all().delete()
    Order.objects.all().delete()


def test_what_was_lost_is_found_again(channel, platform):
    platform.sell("north", {"spoon": 1})
    poll(channel)
    lose(channel)
    poll(channel)
    assert Order.objects.count() == 0

    services.read_again(reading_of(channel), since=clock.now() - DAY)
    poll(channel)

    assert (Order.objects.count(), reading_of(channel).again_from) == (1, None)


def test_what_is_known_changes_nothing(channel, platform):
    mug = builders.variant("mug", stock=5)
    platform.sell("north", {"mug": 2})
    poll(channel)

    services.read_again(reading_of(channel), since=clock.now() - DAY)
    poll(channel)

    assert (Order.objects.count(), standing(mug)) == (1, (3, 0))


def test_asked_for_in_the_admin(channel, platform):
    poll(channel)
    client = Client()
    client.force_login(ann())
    chosen = {
        "action": "read_month_again",
        "_selected_action": [reading_of(channel).pk],
    }

    client.post("/admin/intake/reading/", chosen)

    assert reading_of(channel).again_from < clock.now() - 29 * DAY
