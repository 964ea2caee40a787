"""What staff see of feeds."""

import pytest
from django.urls import reverse

from storefront.feeds.models import Feed
from storefront.jobs.models import Job
from tests.builders import variant
from tests.feeds.test_building import built, new_feed
from tests.people import bob

pytestmark = pytest.mark.django_db
LIST = "admin:feeds_feed_changelist"


@pytest.fixture
def feed() -> Feed:
    variant("cup")
    return built(new_feed("facebook.shop"))


def page(client, feed: Feed) -> str:
    where = reverse("admin:feeds_feed_change", args=[feed.pk])
    return client.get(where, headers={"Accept-Language": "vi"}).content.decode()


def test_they_see_the_address_and_what_was_left_out(admin_client, feed):
    shown = page(admin_client, feed)

    assert feed.address in shown
    assert "Sản phẩm chưa có ảnh." in shown


def test_there_is_nothing_to_save(admin_client, feed):
    assert 'name="_save' not in page(admin_client, feed)


def test_the_list_shows_how_it_stands(admin_client, feed):
    assert admin_client.get(reverse(LIST)).status_code == 200


def act(client, feed: Feed, action: str) -> None:
    data = {"action": action, "_selected_action": [feed.pk]}
    client.post(reverse(LIST), data)


def test_they_can_have_it_built_now(admin_client, feed):
    act(admin_client, feed, "build_now")

    assert Job.objects.get(kind="feeds.build_feed").args == {"feed_id": feed.pk}


def test_they_can_give_it_another_address(admin_client, feed):
    old = feed.token

    act(admin_client, feed, "renew_address")

    feed.refresh_from_db()
    assert feed.token != old


def test_who_may_only_look_cannot_change_the_address(client, feed):
    client.force_login(bob("feeds.view_feed"))
    old = feed.token

    act(client, feed, "renew_address")

    feed.refresh_from_db()
    assert feed.token == old


def test_a_stranger_sees_nothing(client, feed):
    assert client.get(reverse(LIST)).status_code == 302
