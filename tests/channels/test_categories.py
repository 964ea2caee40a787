"""A category of ours is said in the platform's own words."""

import pytest

from storefront.channels.categories import channel_categories
from storefront.channels.models import CategoryChoice
from tests.builders import category, product, variant
from tests.channels.engine import content, sync

pytestmark = pytest.mark.django_db


def choose(connection, category, external_id: str) -> CategoryChoice:
    return CategoryChoice.objects.create(
        connection=connection, category=category, external_id=external_id
    )


def test_the_nearest_choice_above_holds(connect):
    clothes = category("Clothes")
    shirts = category("Shirts", parent=clothes)
    polos = category("Polos", parent=shirts)
    connection = connect()
    choose(connection, clothes, "1")
    choose(connection, shirts, "2")

    found = channel_categories(connection, [clothes, shirts, polos])

    assert list(found.values()) == ["1", "2", "2"]


def test_what_nobody_chose_is_empty(connect):
    shirts = category("Shirts")

    assert channel_categories(connect(), [shirts]) == {shirts.pk: ""}


def test_what_is_sent_carries_it(connect):
    shirts = category("Shirts")
    variant("polo", product=product("Polo", category=shirts))
    connection = connect()
    choose(connection, shirts, "212")
    sync(connection)

    listing = content(connection, "polo").listing

    assert sent(listing)["channel_category"] == "212"


def test_without_a_choice_nothing_is_said_of_it(connect):
    variant("polo")
    connection = connect()
    sync(connection)

    assert "channel_category" not in sent(content(connection, "polo").listing)


def sent(listing) -> dict[str, object]:
    return listing.parts.get(name="content").attempt_payload
