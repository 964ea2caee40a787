"""Staff say what an unknown item is; under its name there it is known everywhere."""

import pytest
from django.urls import reverse

from storefront.cart.filling import Wanted, fill
from storefront.cart.models import Cart
from storefront.channels.adopting import CannotAdopt, adopt, assign
from storefront.channels.matching import match_everything
from storefront.channels.models import Offer, RemoteItem
from storefront.contract.orders import RemoteLine
from storefront.feeds.reading import feed_items
from storefront.intake.matching import variant_of
from tests.builders import variant
from tests.channels.engine import sync, turn
from tests.channels.test_reading_back import read, reading, there
from tests.people import bob

__all__ = ["reading"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def stranger(reading, platform) -> RemoteItem:
    """Something there that is like nothing of ours."""
    there(platform, "theirs", title="Their mug")
    read(reading)
    return RemoteItem.objects.get()


def test_what_is_said_is_shown_before_it_is_adopted(client, admin_client, stranger):
    mug = variant("mug", stock=3)
    page = reverse("admin:channels_assign", args=[stranger.pk])

    assert f'value="{mug.pk}"' in admin_client.get(page, {"q": "mug"}).text
    answer = admin_client.post(
        page, {"variant": mug.pk}, headers={"accept-language": "en"}, follow=True
    )

    assert "<del>Their mug</del> → Mug" in answer.text


def test_once_adopted_the_next_publish_updates_it(reading, platform, stranger):
    mug = variant("mug", price=10_000)

    assign(stranger, mug)
    adopt(reading, mug.product_id)
    turn(reading)

    assert (platform.holding("theirs"), platform.holding("mug")) == (1, 0)
    assert platform.price("theirs") == 10_000


def test_until_it_is_adopted_nothing_is_created_beside_it(reading, platform, stranger):
    assign(stranger, variant("mug"))

    sync(reading)

    assert platform.holding("mug") == 0


def test_matching_anew_does_not_forget_it(reading, stranger):
    mug = variant("mug")
    assign(stranger, mug)

    match_everything(reading)

    assert RemoteItem.objects.get().variant == mug


def test_what_somebody_has_said_meanwhile_stands(stranger):
    mug, pot = variant("mug"), variant("pot")
    assign(stranger, mug)

    with pytest.raises(CannotAdopt):
        assign(stranger, pot)

    assert RemoteItem.objects.get().variant == mug


def test_what_is_listed_there_already_is_not_said_of_another(reading, stranger):
    mug = variant("mug")
    sync(reading)

    with pytest.raises(CannotAdopt):
        assign(stranger, mug)


def test_who_may_not_is_refused(client, stranger):
    client.force_login(bob())

    page = reverse("admin:channels_assign", args=[stranger.pk])
    assert client.get(page).status_code == 403


@pytest.fixture
def renamed(reading, stranger):
    """A mug that the channel calls `theirs`."""
    mug = variant("mug", stock=5)
    assign(stranger, mug)
    adopt(reading, mug.product_id)
    assert Offer.objects.get().sku == "theirs"
    return mug


def test_a_feed_calls_it_as_the_channel_does(reading, renamed):
    assert [item.sku for items in feed_items(reading) for item in items] == ["theirs"]


def test_a_checkout_link_of_the_channel_finds_it(renamed):
    cart = Cart.objects.create()

    assert list(fill(cart=cart, wanted=[Wanted("theirs", 2)])) == []
    assert [(line.variant, line.quantity) for line in cart.lines.all()] == [
        (renamed, 2)
    ]


def test_our_own_sku_wins_over_a_channels_name(renamed):
    ours = variant("theirs", stock=1)
    cart = Cart.objects.create()

    fill(cart=cart, wanted=[Wanted("theirs", 1)])

    assert cart.lines.get().variant == ours


def test_an_order_that_names_it_finds_it(reading, renamed):
    line = RemoteLine(external_sku_id="", sku="theirs", title="", unit_price=1)

    assert variant_of(reading, line) == renamed.pk
