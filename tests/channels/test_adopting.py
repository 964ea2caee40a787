"""What is there already becomes ours, once, and only where it surely is."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from storefront.catalog.fetching import want_pictures
from storefront.catalog.models import Variant
from storefront.channels import adopting, publishing
from storefront.channels.adopting import CannotAdopt, adopt, certain_products
from storefront.channels.models import Listing, Offer, RemoteItem
from storefront.channels.services import close_gate
from storefront.contract.errors import PlatformUnavailable
from tests.builders import product, variant
from tests.channels.engine import content, sync, turn
from tests.channels.test_reading_back import read, reading, there

__all__ = ["reading"]

pytestmark = pytest.mark.django_db

GTIN, OTHER_GTIN = "4006381333931", "5901234123457"
Match = RemoteItem.Match


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def found(connection) -> dict[str, tuple[str, bool]]:
    """How each item there was matched, and whether that is certain."""
    rows = RemoteItem.objects.filter(connection=connection)
    return {item.sku: (item.match, item.certain) for item in rows}


@pytest.mark.sqlite
def test_after_adoption_the_first_publish_is_an_update(reading, platform):
    mug = variant("mug", price=10_000)
    pk = there(platform, "mug")
    read(reading)

    adopt(reading, mug.product_id)
    turn(reading)

    assert (platform.holding("mug"), platform.price("mug")) == (1, 10_000)
    assert list(platform.items) == [pk]
    assert content(reading, "mug").listing.external_id == pk


def test_what_is_found_by_gtin_keeps_its_sku_there(reading, platform):
    mug = variant("mug", gtin=GTIN)
    there(platform, "theirs", gtins={"theirs": GTIN})
    read(reading)

    adopt(reading, mug.product_id)
    turn(reading)

    assert Offer.objects.get().sku == "theirs"
    assert (platform.holding("theirs"), platform.holding("mug")) == (1, 0)


def test_the_same_sku_is_certain(reading, platform):
    variant("mug")
    there(platform, "mug")

    read(reading)

    assert found(reading) == {"mug": (Match.SKU, True)}


def test_the_same_sku_with_another_gtin_is_not(reading, platform):
    variant("mug", gtin=GTIN)
    there(platform, "mug", gtins={"mug": OTHER_GTIN})

    read(reading)

    assert found(reading) == {"mug": (Match.SKU, False)}


def test_a_gtin_is_the_same_with_and_without_leading_zeros(reading, platform):
    variant("mug", gtin="036000291452")
    there(platform, "theirs", gtins={"theirs": "0036000291452"})

    read(reading)

    assert found(reading) == {"theirs": (Match.GTIN, True)}


def test_a_gtin_that_stands_twice_there_is_no_match(reading, platform):
    variant("mug", gtin=GTIN)
    there(platform, "a", gtins={"a": GTIN})
    there(platform, "b", gtins={"b": GTIN})

    read(reading)

    assert found(reading) == {"a": ("", False), "b": ("", False)}


def test_a_gtin_that_stands_twice_here_is_no_match(reading, platform):
    variant("mug", gtin=GTIN)
    variant("pot", gtin=GTIN)
    there(platform, "theirs", gtins={"theirs": GTIN})

    read(reading)

    assert found(reading) == {"theirs": ("", False)}


def test_the_same_title_alone_is_no_match(reading, platform):
    variant("mug", product=product("Blue mug"))
    there(platform, "theirs", title="Blue mug", picture="https://x.example/1.jpg")

    read(reading)

    assert found(reading) == {"theirs": ("", False)}


def test_a_listing_that_holds_more_than_ours_is_not_certain(reading, platform):
    """Where a publish says what a listing holds, the rest would be taken away."""
    variant("mug")
    there(platform, "mug", "stranger")

    read(reading)

    assert found(reading)["mug"] == (Match.SKU, False)


def test_two_listings_for_one_product_are_for_staff_to_choose(reading, platform):
    mug = variant("mug")
    there(platform, "mug")
    there(platform, "mug")
    read(reading)

    assert found(reading)["mug"] == (Match.SKU, False)
    with pytest.raises(CannotAdopt, match="choose one"):
        adopt(reading, mug.product_id)


def test_what_is_adopted_is_not_adopted_again(reading, platform):
    mug = variant("mug")
    there(platform, "mug")
    read(reading)
    adopt(reading, mug.product_id)

    with pytest.raises(CannotAdopt, match="Nothing was found"):
        adopt(reading, mug.product_id)


def test_what_is_just_being_sent_is_not_adopted(reading, platform, monkeypatch):
    mug = variant("mug")
    read(reading)
    platform.after = [PlatformUnavailable("lost")]
    sync(reading)
    RemoteItem.objects.create(
        connection=reading, read_back=reading.readbacks.get(), external_id="1-mug",
        listing_external_id="1", sku="mug", variant=mug, match=Match.SKU,
    )  # fmt: skip

    with pytest.raises(CannotAdopt, match="just being sent"):
        adopt(reading, mug.product_id)


def test_a_listing_is_given_to_one_product_only(reading, platform):
    mug, pot = variant("mug"), variant("pot")
    there(platform, "mug", "pot")
    read(reading)
    adopt(reading, mug.product_id)

    with pytest.raises(CannotAdopt, match="Another product"):
        adopt(reading, pot.product_id)

    assert not Listing.objects.get(product=pot.product).listed_at


def test_all_that_is_certain_and_nothing_else(reading, platform):
    mug, pot = variant("mug"), variant("pot", gtin=GTIN)
    variant("pan")
    there(platform, "mug")
    there(platform, "theirs", gtins={"theirs": GTIN})
    there(platform, "pan", "stranger")
    read(reading)

    assert certain_products(reading) == [mug.product_id, pot.product_id]


def test_after_a_restore_what_bears_our_sku_is_adopted_by_itself(reading, platform):
    """The backup is older than the creates: the shop knows nothing of them."""
    variant("mug")
    read(reading)
    sync(reading)
    forget_creates()

    close_gate(reading)
    read(reading)
    sync(reading)

    assert platform.holding("mug") == 1
    assert Listing.objects.get().external_id == "1"


def test_without_the_reading_the_restored_shop_makes_doubles(
    reading, platform, monkeypatch
):
    variant("mug")
    read(reading)
    sync(reading)
    forget_creates()
    monkeypatch.setattr(publishing, "look_up", lambda c, s, rows: list(rows))

    sync(reading)

    assert platform.holding("mug") == 2


def forget_creates() -> None:
    """As in a backup from before them."""
    Listing.objects.update(external_id="", listed_at=None, sent_out=False)
    Offer.objects.update(external_id="", listed=False)
    for listing in Listing.objects.all():
        listing.parts.update(confirmed=0, confirmed_hash="", refused=0)
    RemoteItem.objects.all().delete()


def test_after_a_restore_what_was_confirmed_is_sent_anew(reading, platform):
    mug = variant("mug", price=10_000)
    read(reading)
    sync(reading)
    platform.offer("mug")["price"] = 99  # what was sent after the backup was made

    close_gate(reading)
    read(reading)
    sync(reading)

    assert platform.price("mug") == mug.price


def test_adopting_all_goes_on_after_one_that_cannot_be(reading, platform, monkeypatch):
    variant("mug"), variant("pot")
    there(platform, "mug")
    there(platform, "pot")
    read(reading)
    products = certain_products(reading)

    adopted, refused = adopting.adopt_all(reading, [products[0], *products])

    assert (adopted, list(refused)) == (2, products[:1])


LINK = "https://cdn.example/mug.jpg"


def known_by_its_picture(**fields: object) -> Variant:
    """A mug whose picture was fetched from an address that the platform names too."""
    mug = variant("mug", product=product("Blue mug", brand="Kiềng"), **fields)
    want_pictures(product=mug.product, urls=[LINK])
    return mug


def test_the_same_title_and_picture_is_likely(reading, platform):
    known_by_its_picture()
    there(platform, "theirs", title="Blue  MUG", picture=LINK)

    read(reading)

    assert found(reading) == {"theirs": (Match.LOOKS, False)}


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Blue mug, large"},
        {"picture": "https://cdn.example/pot.jpg"},
        {"brand": "Another"},
        {"gtins": {"theirs": OTHER_GTIN}},
    ],
)
def test_what_only_looks_alike_is_no_match(reading, platform, other):
    known_by_its_picture(gtin=GTIN)
    there(platform, "theirs", **({"title": "Blue mug", "picture": LINK} | other))

    read(reading)

    assert found(reading) == {"theirs": ("", False)}


def test_a_picture_of_ours_is_known_by_its_name(reading, platform):
    mug = variant("mug", product=product("Blue mug"))
    name = "0123456789abcdef" * 2
    mug.product.pictures.create(file=f"pictures/{name}.jpg")
    there(platform, "x", title="Blue mug", picture=f"https://a.example/{name}.webp?v=1")

    read(reading)

    assert found(reading) == {"x": (Match.LOOKS, False)}


def test_variants_are_told_apart_by_their_options(reading, platform):
    shirt = product("Shirt", axis_1="color")
    want_pictures(product=shirt, urls=[LINK])
    red = variant("r", product=shirt, option_1_vi="Đỏ", option_1_en="Red")
    variant("b", product=shirt, option_1_vi="Xanh", option_1_en="Blue")
    there(platform, "theirs", title="Shirt", picture=LINK, options=("red",))

    read(reading)

    assert RemoteItem.objects.get().variant == red
