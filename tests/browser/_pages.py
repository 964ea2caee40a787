"""Every page of the shop with something on it, for tests that look at all of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from unittest.mock import patch

from django.conf import settings
from django.test import Client
from django.urls import path
from playwright.sync_api import Page

from storefront import urls
from storefront.catalog import pictures
from storefront.catalog.models import Category, Product
from storefront.catalog.pictures import developed
from storefront.catalog.slugs import slug_from
from storefront.customers.models import User
from storefront.inventory.models import Stock
from storefront.orders.models import Order
from storefront.web.components import components
from storefront.web.demo.data import read_shelves
from storefront.web.demo.keeper import load_profile
from storefront.web.demo.loading import load_goods
from tests.builders import product, variant
from tests.buying import line, order
from tests.people import ann

#: A product with several choices, one of them sold out.
CHOICES = "ao-dai-tet-cho-be-canh-mai"
SOLD_OUT = "Hàng chưa có ảnh"
SOME = 4

urlpatterns = [
    path("dev/components/", components, name="components"),
    *urls.urlpatterns,
]


@dataclass(frozen=True)
class Shown:
    """`prepare` is what a visitor does first; `status` is what a page answers with."""

    name: str
    path: str
    prepare: Callable[[Page, str], object] | None = None
    status: int = 200


def fill_shop() -> User:
    """Some of the demo goods with pictures, a profile, an order; Ann may all."""
    load_profile()
    shelf = read_shelves()[0]
    chosen = [one for one in shelf.products if one.slug == CHOICES]
    with patch.object(pictures, "developed", developed_once):
        load_goods([replace(shelf, products=(*chosen, *shelf.products[:SOME]))])
    add_sold_out()
    order(line(Stock.objects.filter(on_hand__gt=9).first().variant))
    return ann()


def add_sold_out() -> None:
    variant(product=product(SOLD_OUT), stock=0)


@cache
def developed_once(content: bytes) -> tuple[pictures.Developed, ...]:
    """What comes of a picture depends on nothing else, and takes half a second."""
    return tuple(developed(content))


def put_in_cart(page: Page, language: str) -> None:
    page.goto(f"/{language}/p/{CHOICES}/")
    page.locator(".picker-add button").click()
    page.wait_for_selector("#drawer[open] .item")
    page.goto(f"/{language}/cart/")


def forget_fields(page: Page, language: str) -> None:
    put_in_cart(page, language)
    page.goto(f"/{language}/checkout/")
    page.locator("form.checkout").evaluate("form => { form.noValidate = true }")
    page.locator(".summary button").last.click()
    page.wait_for_load_state()


def shop_pages() -> list[Shown]:
    placed = order_path()
    return [
        Shown("home", "/{}/"),
        Shown("category", f"/{{}}/c/{Category.objects.first().slug}/"),
        Shown("search", "/{}/search/?q=ao"),
        Shown("nothing found", "/{}/search/?q=xyzzy"),
        Shown("product", f"/{{}}/p/{CHOICES}/"),
        Shown("sold out", f"/{{}}/p/{slug_from(SOLD_OUT)}/"),
        Shown("empty cart", "/{}/cart/"),
        Shown("about", "/{}/about/"),
        Shown("policy", "/{}/policies/returns/"),
        Shown("sign in", "/{}/account/sign-in/"),
        Shown("order", placed),
        Shown("not found", "/{}/nothing/", status=404),
        Shown("offline", "/{}/offline/"),
        Shown("components", "/dev/components/"),
        Shown("cart", "/{}/cart/", put_in_cart),
        Shown("checkout", "/{}/checkout/", put_in_cart),
        Shown("checkout with mistakes", "", forget_fields, status=422),
    ]


def order_path() -> str:
    return "/{}" + Order.objects.latest("pk").get_absolute_url()[3:]


def staff_pages() -> list[Shown]:
    cup = Product.objects.first()
    return [
        Shown(f"admin {place}", f"/admin/{place}")
        for place in (
            "",
            "catalog/product/",
            f"catalog/product/{cup.pk}/change/",
            "catalog/product/add/",
            "catalog/category/",
            "inventory/stock/",
            "orders/order/",
            f"orders/order/{Order.objects.latest('pk').pk}/change/",
            "shop/profile/1/change/",
            "connections/connection/",
            "connections/connection/add/",
            "jobs/job/",
            "promotions/voucher/add/",
            "inventory/stock/add/",
            f"customers/user/{User.objects.first().pk}/change/",
            "password_change/",
        )
    ]


def sign_in(page: Page, user: User, address: str) -> None:
    client = Client()
    client.force_login(user)
    hand_over(client, page, address)


def hand_over(client: Client, page: Page, address: str) -> None:
    """Go on in a browser as whom the client came in as."""
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "url": address}]
    )
