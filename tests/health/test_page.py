"""The health page: one look tells whether all is well."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from storefront.channels import planner
from storefront.channels.models import Answer, Drift, Part
from storefront.connections.models import Breaker
from storefront.contract import data
from storefront.health.lights import Colour, lights
from storefront.jobs.models import Job
from tests.builders import variant
from tests.channels.engine import set_price, sync, turn
from tests.people import bob

pytestmark = pytest.mark.django_db

PAGE = "admin:health_connectionhealth_changelist"
SMALL = data.Problem(
    "small",
    data.Text(vi="Ảnh dưới 500 px.", en="Picture under 500 px."),
    fix=data.Text(vi="Tải ảnh lớn hơn.", en="Upload a larger one."),
    field="pictures",
)


@pytest.fixture
def ann(admin_client):
    """The owner, in English."""
    admin_client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return admin_client


@pytest.fixture
def shop(connect):
    return connect(name="Market")


def break_down(connection) -> None:
    now = timezone.now()
    Breaker.objects.create(
        connection=connection, failing_since=now, opened_at=now, retry_at=now
    )


def refuse_all(platform, connection, *skus: str) -> None:
    for sku in skus:
        platform.refused[variant(sku).product.title] = SMALL
    sync(connection)


@pytest.mark.sqlite
def test_where_all_is_confirmed_the_light_is_green(ann, shop):
    variant("mug")
    sync(shop)
    Answer.objects.update(waited=400)

    text = ann.get(reverse(PAGE)).text

    assert "All is well." in text
    assert "half within a second" in text


def test_an_open_breaker_is_red_and_says_since_when_and_how_much_waits(ann, shop):
    mug = variant("mug")
    sync(shop)
    set_price(mug, 110_000)
    planner.plan_changes()
    break_down(shop)

    text = ann.get(reverse("admin:index")).text

    since = timezone.localtime().strftime("%H:")
    assert f"Unavailable since {since}" in text
    assert "1 waiting" in text


def test_what_waits_long_is_amber(shop):
    variant("mug")
    sync(shop)
    Part.objects.update(
        wanted=2, confirmed=1, wanted_at=timezone.now() - timedelta(hours=1)
    )

    assert [light.colour for light in lights()] == [Colour.AMBER]


def test_problems_are_grouped_with_the_fix_and_the_field(ann, shop, platform):
    refuse_all(platform, shop, "mug", "pot", "cup")

    text = ann.get(reverse(PAGE)).text

    assert "3 products: Picture under 500 px." in text
    assert "Upload a larger one." in text
    assert "#pictures-group" in text


def test_a_group_is_tried_again_in_one_click(ann, shop, platform):
    refuse_all(platform, shop, "mug", "pot")
    platform.refused.clear()

    ann.post(
        reverse("admin:health_act", args=[shop.pk]),
        {"do": "try_again", "code": "small"},
    )
    turn(shop)

    assert (platform.holding("mug"), platform.holding("pot")) == (1, 1)


def test_other_groups_are_left_alone(ann, shop, platform):
    refuse_all(platform, shop, "mug")
    platform.refused.clear()

    ann.post(
        reverse("admin:health_act", args=[shop.pk]), {"do": "try_again", "code": "x"}
    )
    turn(shop)

    assert platform.holding("mug") == 0


def test_drift_is_sent_again_in_one_click(ann, shop, platform):
    variant("mug", price=10_000)
    sync(shop)
    platform.offer("mug")["price"] = 99
    part = Part.objects.get(name="price")
    Drift.objects.create(
        connection=shop, listing=part.listing, part=part, cause="edited"
    )

    ann.post(reverse("admin:health_act", args=[shop.pk]), {"do": "repair"})
    turn(shop)

    assert platform.price("mug") == 10_000


def test_the_preview_shows_before_and_after(ann, shop):
    mug = variant("mug", price=10_000)
    sync(shop)
    set_price(mug, 11_000)
    planner.plan_changes()

    text = ann.get(reverse("admin:health_preview", args=[shop.pk])).text

    assert "<del>₫10,000</del>" in text
    assert "₫11,000" in text


def test_dead_jobs_are_told(ann, shop):
    Job.objects.create(
        kind="x", queue="fast", state=Job.State.DEAD, run_at=timezone.now()
    )

    assert "state__exact=dead" in ann.get(reverse(PAGE)).text


def test_staff_without_the_right_see_nothing(client):
    client.force_login(bob())

    assert client.get(reverse(PAGE)).status_code == 403


def test_staff_who_may_only_look_cannot_act(client, shop):
    client.force_login(bob("health.view_connectionhealth"))

    assert client.get(reverse(PAGE)).status_code == 200
    act = reverse("admin:health_act", args=[shop.pk])
    assert client.post(act, {"do": "repair"}).status_code == 403


def test_its_queries_do_not_grow_with_the_offers(
    ann, shop, platform, django_assert_max_num_queries
):
    refuse_all(platform, shop, *(f"sku-{number}" for number in range(12)))
    ann.get(reverse(PAGE))

    with django_assert_max_num_queries(40):
        ann.get(reverse(PAGE))


def test_a_listing_shows_what_the_platform_answered(ann, shop, platform):
    refuse_all(platform, shop, "mug")
    listing = shop.listings.get()

    text = ann.get(reverse("admin:channels_listing_change", args=[listing.pk])).text

    assert "Picture under 500 px." in text
    assert "mug: price" in text
