"""Google's RSS, read back by an XML parser."""

import pytest
from lxml import etree

from plugins.google.plugin import GoogleMerchant
from storefront.connections.services import connect
from storefront.contract.errors import PlatformRefused
from storefront.contract.feed import FeedItem, FeedShop
from storefront.contract.http import OpenGate
from tests.feeds.items import item

G = "{http://base.google.com/ns/1.0}"


def service() -> GoogleMerchant:
    return GoogleMerchant({"merchant_id": "12345"}, gate=OpenGate())


def document(*items: FeedItem) -> etree._Element:
    google = service()
    head = google.feed_head(FeedShop("Mẹ & Bé", "https://shop.example", "vi"))
    rows = "".join(map(google.feed_row, items))
    return etree.fromstring((head + rows + google.feed_foot()).encode())


def fields(**changed: object) -> list[tuple[str, str]]:
    (row,) = document(item(**changed)).iter("item")
    return [(field.tag.replace(G, "g:"), field.text) for field in row]


def test_is_rss_with_the_shop_at_its_head():
    found = document()

    assert (found.tag, found.get("version")) == ("rss", "2.0")
    assert found.findtext("channel/title") == "Mẹ & Bé"
    assert found.findtext("channel/link") == "https://shop.example"


def test_says_it_all():
    assert fields() == [
        ("g:id", "cup-red"),
        ("g:title", "Cốc “sứ”, to (1,5 l)"),
        ("g:description", "Dòng một\n\nDòng hai & <ba>"),
        ("g:link", "https://shop.example/p/coc/"),
        ("g:condition", "new"),
        ("g:brand", "Mầm"),
        ("g:product_type", "Bếp > Cốc"),
        ("g:image_link", "https://shop.example/media/a.jpg"),
        ("g:additional_image_link", "https://shop.example/media/b.jpg"),
        ("g:availability", "in_stock"),
        ("g:price", "150000 VND"),
        ("g:item_group_id", "l7"),
        ("g:gtin", "8930000000002"),
        ("g:color", "Đỏ"),
        ("g:size", "L"),
        ("g:shipping_weight", "250 g"),
    ]


def test_a_lowered_price_is_a_sale_price():
    row = dict(fields(before="200000"))

    assert (row["g:price"], row["g:sale_price"]) == ("200000 VND", "150000 VND")


def test_what_is_sold_out_says_so():
    assert dict(fields(stock=0))["g:availability"] == "out_of_stock"
    assert dict(fields(stock=None))["g:availability"] == "in_stock"


def test_without_a_gtin_it_says_that_there_is_none():
    row = dict(fields(gtin=""))

    assert ("g:gtin" in row, row["g:identifier_exists"]) == (False, "no")


def test_takes_the_first_ten_pictures_beside_the_main_one():
    more = tuple(f"https://shop.example/{n}.jpg" for n in range(15))

    names = [name for name, _ in fields(pictures=more)]
    assert names.count("g:additional_image_link") == 10


@pytest.mark.parametrize("text", ["a\x0bb", "a\x1fb", "a\ufffeb", "a\x00b"])
def test_what_xml_cannot_hold_is_left_out(text):
    assert dict(fields(description=text))["g:description"] == "ab"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"picture": ""}, "picture_missing"),
        ({"description": ""}, "description_missing"),
        ({"sku": "a" * 51}, "text_too_long"),
        ({"title": "a" * 151}, "text_too_long"),
    ],
)
def test_leaves_out_what_google_would_refuse(changed, code):
    with pytest.raises(PlatformRefused) as refusal:
        service().feed_row(item(**changed))

    assert [problem.code for problem in refusal.value.problems] == [code]


@pytest.mark.django_db
def test_connects_without_asking_anybody():
    made = connect(service="google.merchant", credentials={"merchant_id": "12345"})

    assert (made.account, made.state) == ("12345", "open")
