"""What staff see of webhooks."""

import pytest
from django.test import Client

from storefront.connections.models import Delivery, WebhookEvent
from storefront.jobs.models import Job
from tests.connections.test_door import body, channel, handle_all, post  # noqa: F401
from tests.people import ann, bob

PAGE = "/admin/connections/delivery/"


def browser(user) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    return client


@pytest.fixture
def row(channel) -> Delivery:  # noqa: F811
    post(body(id="telling"))
    return Delivery.objects.get()


def test_what_it_says_is_shown_only_with_the_permission(row):
    viewer = bob("connections.view_delivery")
    address = f"{PAGE}{row.pk}/change/"

    seen = browser(viewer).get(address), browser(ann()).get(address)

    assert ["telling" in page.text for page in seen] == [False, True]


def test_staff_have_it_read_again(row):
    handle_all()
    chosen = {"action": "handle_again", "_selected_action": [row.pk]}

    answer = browser(ann()).post(PAGE, chosen, follow=True)

    assert "is read again." in answer.text
    assert Job.objects.filter(kind="connections.handle_delivery").exists()


def test_what_makes_no_sense_still_says_so(channel):  # noqa: F811
    post(b"{}")
    chosen = {"action": "handle_again", "_selected_action": [Delivery.objects.get().pk]}

    answer = browser(ann()).post(PAGE, chosen, follow=True)

    assert "cannot be read: no events in it" in answer.text


def test_events_of_accounts_that_nobody_connected_are_listed(channel):  # noqa: F811
    post(body(shop="east"))
    handle_all()

    page = browser(ann()).get(
        "/admin/connections/webhookevent/", {"connection__isempty": "1"}
    )

    assert (WebhookEvent.objects.count(), "east" in page.text) == (1, True)
