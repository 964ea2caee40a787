"""Feeds in a shape that staff describe."""

import csv
from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from lxml import etree

from plugins.custom_feed.plugin import CustomFeed, FeedTemplate
from storefront.connections.services import connect
from storefront.contract.feed import FeedShop
from storefront.contract.http import OpenGate
from tests.feeds.items import item

pytestmark = pytest.mark.usefixtures("in_english")
SHOP = FeedShop("Mầm", "https://shop.example", "vi")


@pytest.fixture
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def form(columns: str, kind: str = "csv") -> FeedTemplate:
    return FeedTemplate({"marketplace": "cho", "format": kind, "columns": columns})


def file(columns: str, kind: str = "csv", **fields: object) -> str:
    filled = form(columns, kind)
    assert filled.is_valid(), filled.errors
    service = CustomFeed(filled.cleaned_data, gate=OpenGate())
    row = service.feed_row(item(**fields))
    return service.feed_head(SHOP) + row + service.feed_foot()


def test_csv_has_the_columns_in_their_order():
    text = file("Mã = {sku}\nGiá = {price} {currency}\nLoại=mới")

    assert list(csv.reader(text.splitlines())) == [
        ["Mã", "Giá", "Loại"],
        ["cup-red", "150000 VND", "mới"],
    ]


def test_a_percent_sign_is_just_a_sign():
    assert file("a = 100% {sku} %s").endswith("100% cup-red %s\n")


def test_texts_of_the_shop_are_never_read_as_a_template():
    assert "{sku} %s" in file("a = {title}", title="{sku} %s")


def test_xml_has_an_element_for_each():
    found = etree.fromstring(file("id = {sku}\nname = {full_title}", "xml").encode())

    assert [(one.tag, one.text) for one in found.find("product")] == [
        ("id", "cup-red"),
        ("name", "Cốc “sứ”, to (Đỏ, L, 1,5 l)"),
    ]


@pytest.mark.parametrize(
    ("columns", "kind", "message"),
    [
        ("just text", "csv", "“just text” is no column. Write it as: name = {sku}"),
        ("= {sku}", "csv", "“= {sku}” is no column. Write it as: name = {sku}"),
        ("a = {cost}", "csv", "There is no {cost}. There are: sku, group, "),
        ("a = {sku.__class__}", "csv", "holds a brace without its partner."),
        ("a = {sku", "csv", "“a = {sku” holds a brace without its partner."),
        ("a = {sku}\na = {url}", "csv", "The column “a” is there twice."),
        ("giá bán = {sku}", "xml", "cannot be the name of an XML element."),
    ],
)
def test_says_what_is_wrong_with_a_template(columns, kind, message):
    filled = form(columns, kind)

    assert not filled.is_valid()
    assert message in filled.errors["columns"][0]


@pytest.mark.django_db
def test_connects_and_keeps_its_columns():
    made = connect(
        service="custom.feed",
        credentials={"marketplace": "cho", "format": "csv", "columns": "a={sku}\nb=1"},
    )

    assert made.credentials["columns"] == "a={sku} | b=1"


@pytest.mark.django_db
def test_a_template_that_is_wrong_is_not_connected():
    given = {"marketplace": "cho", "format": "csv", "columns": "a = {cost}"}

    with pytest.raises(ValidationError, match="There is no"):
        connect(service="custom.feed", credentials=given)
