"""What feeds say of the catalogue, and that calls say the same."""

import pytest
from django.utils import translation

from storefront.catalog.models import Category, Product
from storefront.catalog.services import add_picture
from storefront.channels import planner
from storefront.channels.models import AttributeValue, CategoryChoice, Listing
from storefront.channels.projection import read_values
from storefront.contract.feed import FeedItem
from storefront.feeds import rows
from storefront.feeds.reading import feed_items
from tests.builders import category, connection, product, variant
from tests.catalog.drawing import upload

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def items(language: str = "vi") -> list[FeedItem]:
    there = connection(service="google.merchant", language=language)
    return [item for chunk in feed_items(there) for item in chunk]


def test_every_variant_on_sale_is_an_item():
    cup = product("Cup", axis_1="color")
    for sku, position in (("red", 1), ("blue", 0)):
        variant(sku, product=cup, position=position, option_1_vi=sku)
    variant("gone", product=cup, archived=True)
    variant("later", product=product("Later", state=Product.State.DRAFT))

    assert [item.sku for item in items()] == ["blue", "red"]


def test_stock_is_what_can_be_sold_and_nothing_where_nobody_counts():
    variant("few", stock=3)
    variant("none", stock=0)
    variant("never counted")
    variant("always", stock_tracked=False)

    assert [item.stock for item in items()] == [3, 0, 0, None]


def test_texts_are_in_the_language_of_the_connection_or_stand_in():
    variant("cup", product=product("Cốc", title_en="Cup"))
    variant("pot", product=product("Ấm"))

    assert [item.title for item in items("en")] == ["Cup", "Ấm"]


def test_prices_are_in_whole_units(settings):
    settings.SHOP_CURRENCY = "USD"
    variant("cup", price=1999, compare_at_price=2500)

    (item,) = items()
    assert (item.price, item.before, item.currency) == ("19.99", "25.00", "USD")


def test_a_variant_shows_its_own_picture_first(settings):
    cup = product("Cup", axis_1="color")
    red, blue = (variant(c, product=cup, option_1_vi=c) for c in ("red", "blue"))
    shared = add_picture(product=cup, upload=upload())
    own = add_picture(product=cup, upload=upload(color="blue"), variant=blue)

    shown = {item.sku: (item.picture, item.pictures) for item in items()}
    urls = [settings.SITE_URL + one.rendition.url for one in (shared, own)]
    assert shown == {
        red.sku: (urls[0], (urls[1],)),
        blue.sku: (urls[1], (urls[0],)),
    }


def test_nothing_is_lost_or_doubled_between_chunks(monkeypatch):
    monkeypatch.setattr(rows, "CHUNK", 2)
    skus = [variant(f"sku-{n}").sku for n in range(5)]

    assert [item.sku for item in items()] == skus


def a_rich_product() -> None:
    cup = product(
        "Cốc",
        category=category("Nhỏ", parent=category("Bếp")),
        title_en="Cup",
        description_vi="<p>Cốc <b>sứ</b> &amp; đĩa</p><ul><li>to</li></ul>",
        brand="Mầm",
        axis_1="color",
        axis_2="volume",
    )
    red = variant(
        "red",
        product=cup,
        stock=4,
        compare_at_price=150_000,
        option_1_vi="Đỏ",
        option_1_en="Red",
        option_2_vi="1,5 l",
        gtin="8930000000002",
        weight_grams=250,
    )
    variant("blue", product=cup, option_1_vi="Xanh", option_2_vi="1,5 l")
    add_picture(product=cup, upload=upload())
    add_picture(product=cup, upload=upload(color="red"), variant=red)


def a_place_of_its_own(there) -> None:
    """Chosen in the channel's tree, with what is said of it there."""
    cups = Category.objects.get(name_vi="Nhỏ")
    said = {"connection": there, "category": cups}
    CategoryChoice.objects.create(external_id="2169", path="Mugs", **said)
    AttributeValue.objects.create(key="gender", value="unisex", **said)


def called(there) -> list[FeedItem]:
    """The same, as the calls of a publishing connection would tell of it."""
    listed = Listing.objects.filter(connection=there).values_list("pk", flat=True)
    return [
        FeedItem(
            sku=offer.sku,
            group=value.key,
            title=value.title,
            description=value.description,
            url=value.url,
            price=f"{offer.price.decimal:f}",
            currency=offer.price.currency,
            before=f"{offer.compare_at.decimal:f}" if offer.compare_at else "",
            stock=offer.stock,
            brand=value.brand,
            category=value.category,
            picture=main.url,
            pictures=tuple(p.url for p in value.pictures if p != main),
            options=offer.options,
            gtin=offer.gtin,
            weight_grams=offer.weight_grams,
            channel_category=value.channel_category,
            attributes=value.attributes,
        )
        for _row, value in read_values(there, list(listed))
        for offer in value.offers
        for main in [offer.picture or value.pictures[0]]
    ]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_feed_says_what_calls_say(language):
    a_rich_product()
    there = connection(service="facebook.shop", language=language)
    a_place_of_its_own(there)
    planner.plan_products(there, list(Product.objects.values_list("pk", flat=True)))

    with translation.override(language):
        said = called(there)
    assert [item for chunk in feed_items(there) for item in chunk] == said
