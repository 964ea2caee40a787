"""The page on which staff say whose things are that were found."""

import pytest
from django.urls import reverse

from storefront.channels.models import Listing, RemoteItem
from tests.builders import variant
from tests.channels.engine import sync
from tests.channels.test_reading_back import read, reading, there
from tests.people import bob, eve

__all__ = ["reading"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(admin_client):
    """The owner, in English."""
    admin_client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return admin_client


def page(connection, tab: str = "certain") -> str:
    return reverse("admin:channels_found", args=[connection.pk]) + f"?tab={tab}"


def test_it_shows_what_would_be_written_over(ann, reading, platform):
    variant("mug", stock=3)
    there(platform, "mug", title="Their mug")
    read(reading)

    text = ann.get(page(reading)).text

    assert "<del>Their mug</del> → Mug" in text
    assert "Certain (1)" in text


def test_it_opens_where_there_is_something_to_say(ann, reading, platform):
    there(platform, "stranger")
    read(reading)

    text = ann.get(page(reading, "")).text

    assert "Certain (0)" in text
    assert "stranger" in text


def test_the_chosen_are_adopted(ann, reading, platform):
    mug, pot = variant("mug"), variant("pot")
    there(platform, "mug")
    there(platform, "pot")
    read(reading)

    answer = ann.post(
        page(reading), {"do": "adopt", "product": mug.product_id}, follow=True
    )

    assert "1 product adopted." in answer.text
    assert [row.product for row in Listing.objects.all()] == [mug.product]
    assert RemoteItem.objects.undecided().get().variant == pot


def test_one_that_cannot_be_adopted_says_why(ann, reading, platform):
    mug = variant("mug")
    there(platform, "mug")
    there(platform, "mug")
    read(reading)

    answer = ann.post(
        page(reading, "likely"), {"do": "adopt", "product": mug.product_id}, follow=True
    )

    assert "Mug: Several items there may be the same variant" in answer.text


def test_what_is_not_ours_is_left_alone_and_never_created_over(ann, reading, platform):
    mug = variant("mug")
    there(platform, "mug", title="Theirs")
    read(reading)

    ann.post(page(reading), {"do": "not_ours", "product": mug.product_id})
    sync(reading)

    assert [item.title for item in platform.items.values()] == ["Theirs"]


def test_what_is_something_else_lets_ours_be_listed_as_new(ann, reading, platform):
    mug = variant("mug", gtin="4006381333931")
    there(platform, "theirs", gtins={"theirs": "4006381333931"})
    read(reading)

    ann.post(page(reading), {"do": "separate", "product": mug.product_id})
    sync(reading)

    assert (platform.holding("theirs"), platform.holding("mug")) == (1, 1)


def test_under_a_sku_that_is_taken_nothing_is_listed_as_new(ann, reading, platform):
    mug = variant("mug")
    there(platform, "mug")
    read(reading)

    answer = ann.post(
        page(reading), {"do": "separate", "product": mug.product_id}, follow=True
    )

    assert "its SKU is taken there" in answer.text
    assert RemoteItem.objects.get().decision == ""


def test_a_decision_can_be_taken_back(ann, reading, platform):
    mug = variant("mug")
    there(platform, "mug")
    read(reading)
    ann.post(page(reading), {"do": "not_ours", "product": mug.product_id})

    ann.post(page(reading, "decided"), {"do": "undecided", "product": mug.product_id})

    assert "Certain (1)" in ann.get(page(reading)).text


def test_what_a_publish_would_take_away_is_named(ann, reading, platform):
    variant("mug")
    there(platform, "mug", "stranger")
    read(reading)

    assert (
        "stranger stands in the same listing" in ann.get(page(reading, "likely")).text
    )


def test_what_is_unknown_is_shown_as_it_is(ann, reading, platform):
    there(platform, "x", title="A stranger's pot")
    read(reading)

    assert "A stranger&#x27;s pot" in ann.get(page(reading, "unknown")).text


def test_starting_one_asks_for_the_connection_only(ann, reading):
    ann.post(reverse("admin:channels_readback_add"), {"connection": reading.pk})

    assert reading.readbacks.get().state == "reading"


def test_the_list_leads_to_what_was_found(ann, reading):
    read(reading)

    assert (
        page(reading, "")[:-5]
        in ann.get(reverse("admin:channels_readback_changelist")).text
    )


def test_staff_without_the_right_and_strangers_do_not_see_it(client, reading):
    for person, status in ((bob(), 403), (eve(), 302)):
        client.force_login(person)
        assert client.get(page(reading)).status_code == status
