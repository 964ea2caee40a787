"""The first page of the admin: what waits, and the list that shows exactly that."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from storefront.contract import clock
from storefront.orders.models import Order
from storefront.shop.remembering import forget_everything
from tests.builders import variant
from tests.buying import order
from tests.money_in import imported
from tests.people import bob

pytestmark = pytest.mark.django_db

HOME = "admin:index"
ROW = re.compile(r'href="([^"]+)"><strong>(\d+)</strong> ([^<]+)</a>')


@pytest.fixture
def ann(admin_client):
    """The owner, in English."""
    admin_client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return admin_client


def rows(client: Client) -> dict[str, tuple[int, str]]:
    found = ROW.findall(client.get(reverse(HOME)).text)
    return {words: (int(count), address) for address, count, words in found}


def counts(client: Client) -> dict[str, int]:
    return {words: count for words, (count, _address) in rows(client).items()}


def busy_day() -> None:
    """Something of every kind."""
    for state in Order.State.values:
        change(order(), state=state, pay_until=clock.now())
    for money in Order.Money.values:
        change(order(), state=Order.State.COMPLETED, money=money)
    change(order(), placed_at=clock.now() - timedelta(days=2))
    for stock in (0, 1, 1):
        variant(stock=stock)
    imported(["25/11/2026", "FT1", "", "50,000.00", "tien ao"])


def change(placed: Order, **fields: object) -> None:
    Order.objects.filter(pk=placed.pk).update(**fields)


@pytest.mark.sqlite
def test_each_count_is_the_length_of_the_list_it_leads_to(ann):
    busy_day()

    for words, (count, address) in rows(ann).items():
        listed = ann.get(address.replace("&amp;", "&")).context["cl"].result_count
        assert (words, listed) == (words, count)


def test_what_waits_is_counted_by_what_staff_do_next(ann):
    busy_day()

    found = counts(ann)

    assert found["New, to be confirmed"] == 2
    assert found["Held for a look by you"] == 1
    assert found["Money to give back"] == 1
    assert found["Came in today"] == 14
    assert (found["Sold out"], found["Few left"]) == (1, 2)
    assert found["Transfers that name no order"] == 1


def test_a_busy_day_asks_no_more_queries_than_a_quiet_one(ann):
    quiet = queries(ann)
    busy_day()

    assert queries(ann) == quiet
    assert quiet <= 25


def queries(client: Client) -> int:
    client.get(reverse(HOME))  # what a process keeps from then on
    forget_everything()  # whose second may end between the two
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse(HOME))
    return len(asked)


def test_staff_see_only_what_they_may(client):
    client.force_login(bob("orders.view_order", "promotions.add_voucher"))

    page = client.get(reverse(HOME), headers={"accept-language": "en"}).text

    assert "New, to be confirmed" in page
    assert "Make a voucher" in page
    assert "Sold out" not in page
    assert "Add a product" not in page
