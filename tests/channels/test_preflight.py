"""What a platform cannot hold does not go out, and says why."""

from dataclasses import replace

import pytest
from django.urls import reverse

from storefront.catalog.services import save_product
from storefront.channels import publishing
from storefront.channels.mending import groups
from storefront.channels.models import Part
from tests.builders import product, variant
from tests.channels import platform as fake
from tests.channels.engine import content, set_price, sync, turn
from tests.people import bob, eve

pytestmark = pytest.mark.django_db

LONG = "Mug " * 45


@pytest.fixture
def short_titles(monkeypatch):
    """A platform that takes titles of 100 characters."""
    limits = replace(fake.FakeShop.limits, title=100)
    monkeypatch.setattr(fake.FakeShop, "limits", limits)


@pytest.mark.usefixtures("short_titles")
def test_a_blocked_product_rests_with_its_problem_and_without_a_call(connect, platform):
    variant("mug", product=product(LONG))
    connection = connect()

    sync(connection)

    part = content(connection, "mug")
    assert (part.refused, part.problems[0]["code"]) == (part.wanted, "text_too_long")
    assert platform.calls == []


@pytest.mark.usefixtures("short_titles")
def test_without_the_check_it_would_go_out(connect, platform, monkeypatch):
    monkeypatch.setattr(publishing, "sort_out", lambda connection, rows: list(rows))
    variant("mug", product=product(LONG))

    sync(connect())

    assert platform.endpoints() == ["publish"]


@pytest.mark.usefixtures("short_titles")
def test_it_stops_no_other(connect, platform):
    variant("mug", product=product(LONG))
    variant("pot")

    sync(connect())

    assert [item.title for item in platform.items.values()] == ["Pot"]


@pytest.mark.usefixtures("short_titles")
def test_once_mended_it_goes_out_by_itself(connect, platform):
    mug = variant("mug", product=product(LONG))
    connection = connect()
    sync(connection)

    mug.product.title_vi = "Mug"
    save_product(mug.product)
    turn(connection)

    assert platform.holding("mug") == 1
    assert content(connection, "mug").problems == []


def test_what_is_listed_keeps_its_price_up_to_date(connect, platform, request):
    mug = variant("mug", price=10_000)
    connection = connect()
    sync(connection)
    request.getfixturevalue("short_titles")
    mug.product.title_vi = LONG
    save_product(mug.product)

    set_price(mug, 11_000)
    turn(connection)

    assert platform.price("mug") == 11_000
    assert Part.objects.refused_as_they_stand().count() == 1


@pytest.mark.usefixtures("short_titles")
def test_staff_see_what_to_mend_grouped_with_its_field(admin_client, connect):
    mug = variant("mug", product=product(LONG))
    variant("pot", product=product(LONG + "!"))
    connection = connect()
    sync(connection)

    text = admin_client.get(
        reverse("admin:channels_mending", args=[connection.pk]),
        headers={"accept-language": "en"},
    ).text

    assert "2 products: The title is longer than 100 characters." in text
    form = reverse("admin:catalog_product_change", args=[mug.product_id])
    assert f'href="{form}#id_title_vi"' in text


@pytest.mark.usefixtures("short_titles")
def test_what_is_mended_is_no_longer_shown(connect):
    mug = variant("mug", product=product(LONG))
    connection = connect()
    sync(connection)
    assert len(groups(connection)) == 1

    mug.product.title_vi = "Mug"
    save_product(mug.product)
    turn(connection)

    assert groups(connection) == []


@pytest.mark.parametrize(("person", "status"), [(bob, 403), (eve, 302)])
def test_who_may_not_does_not_see_it(client, connect, person, status):
    client.force_login(person())

    answer = client.get(reverse("admin:channels_mending", args=[connect().pk]))

    assert answer.status_code == status
