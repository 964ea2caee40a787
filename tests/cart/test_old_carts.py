from datetime import timedelta

import pytest
from django.utils import timezone

from storefront.cart.models import Cart
from storefront.cart.services import forget_old_carts
from tests.builders import variant
from tests.buying import browser, put_in_cart

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_are_forgotten_once_no_cookie_leads_to_them():
    put_in_cart(browser(), variant(stock=5))
    put_in_cart(browser(), variant(stock=5))
    old, young = Cart.objects.order_by("pk")
    ages_ago = timezone.now() - timedelta(days=91)
    Cart.objects.filter(pk=old.pk).update(updated_at=ages_ago)

    forget_old_carts()

    assert list(Cart.objects.all()) == [young]
