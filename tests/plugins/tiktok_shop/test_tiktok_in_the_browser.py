"""Staff connect by consent and say what belongs where; a product is listed, somebody
buys it over there, and the order is in the admin.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from plugins.tiktok_shop.fake.seller import SHOPS
from storefront.catalog.models import Product
from storefront.catalog.services import add_picture
from storefront.channels import readback, tree_reading
from storefront.connections.models import Connection
from storefront.intake.reading import read_orders
from storefront.orders.models import Order
from tests import builders
from tests.browser._pages import sign_in
from tests.catalog.drawing import upload
from tests.channels import engine
from tests.people import ann
from tests.plugins.tiktok_shop.selling import APP, refill

pytestmark = pytest.mark.django_db(transaction=True)

CONNECTIONS = "/admin/connections/connection"
TITLE = "Bát cơm men lam vẽ tay, gốm nung 1250 độ"


@pytest.fixture
def shop(live_server, settings) -> str:
    settings.ALLOW_API_ADDRESS = True
    settings.SITE_URL = live_server.url
    return live_server.url


@pytest.fixture
def bowl(db) -> Product:
    """With all that the platform wants of it."""
    bowls = builders.category("Bát")
    made = builders.product(TITLE, category=bowls, description_vi="<p>Vẽ tay.</p>")
    builders.variant("BAT", product=made, stock=5, price=120_000, weight_grams=450)
    add_picture(product=made, upload=upload())
    return made


def connect(page: Page, shop: str, address: str) -> None:
    """From the admin to the seller's page and back, as a hand does it."""
    page.goto(f"{shop}{CONNECTIONS}/add/?service=tiktok.shop&by=consent")
    for name, value in {**APP, "api_address": address}.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("input[type=submit].default").click()
    page.locator("a.button", has_text="TikTok Shop").click()
    page.locator("[name=redirect_url]").fill(f"{shop}{CONNECTIONS}/back/")
    page.locator("button[value=yes]").click()
    page.locator("input[type=submit].default").click()
    expect(page).to_have_url(re.compile(f"{CONNECTIONS}/$"))


def choose_category(page: Page, shop: str, connection: Connection) -> None:
    for tree in tree_reading.due_trees():
        assert tree_reading.read_tree(tree) is None
    page.goto(f"{shop}/admin/channels/categorytree/categories/{connection.pk}/")
    page.locator("button[name=choose]", has_text="Bát & Tô").first.click()
    expect(page.locator(".messagelist")).to_contain_text("Bát")


def publish(connection: Connection) -> None:
    """What the workers do."""
    readback.read_on(readback.open_run(connection))
    read_orders(connection)
    refill()
    engine.sync(connection)


def buy_there(page: Page, address: str) -> None:
    page.goto(f"{address}/_sandbox?lang=vi")
    expect(page.locator(".holds")).to_contain_text(TITLE)
    page.locator("button", has_text="Mua BAT").click()
    expect(page.locator(".holds")).to_contain_text("BAT × 1")


def test_a_product_is_listed_and_bought_over_there(wide_page, shop, address, bowl):
    sign_in(wide_page, ann(), shop)
    connect(wide_page, shop, address)
    connection = Connection.objects.get(account=SHOPS[0].id)
    choose_category(wide_page, shop, connection)
    publish(connection)
    buy_there(wide_page, address)
    read_orders(connection)

    order = Order.objects.get()
    wide_page.goto(f"{shop}/admin/orders/order/{order.pk}/change/")
    expect(wide_page.locator("main")).to_contain_text(TITLE)
    assert Connection.objects.count() == len(SHOPS)
