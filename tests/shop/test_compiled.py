"""SQL that is written once asks anew each time, with the values of each time."""

from threading import Thread

import pytest
from django.db import connections, transaction
from django.db.models import BigIntegerField, CharField, UUIDField
from django.db.transaction import TransactionManagementError

from storefront.cart.contents import lines_with_stock, read_lines
from storefront.cart.models import Cart
from storefront.cart.services import add_to_cart, locked_cart
from storefront.catalog.models import Variant
from storefront.shop.compiled import Compiled
from tests.builders import variant

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def cart_with(*variants: Variant) -> Cart:
    cart = Cart.objects.create()
    for one in variants:
        add_to_cart(cart=cart, variant=one, quantity=2)
    return cart


def test_reads_what_the_queryset_reads():
    cart = cart_with(variant("mug", stock=5), variant("pot", stock=0))

    compiled, plain = read_lines(cart.pk), list(lines_with_stock(cart.pk))

    assert len(compiled) == 2
    assert [(line, line.left, line.variant.product) for line in compiled] == [
        (line, line.left, line.variant.product) for line in plain
    ]


def test_reads_anew_what_has_changed():
    cart = cart_with(variant("mug", stock=5))
    read_lines(cart.pk)

    cart.lines.update(quantity=7)

    assert [line.quantity for line in read_lines(cart.pk)] == [7]


def test_reads_as_many_as_it_is_asked_for():
    some = Compiled(
        lambda *pks: Variant.objects.filter(pk__in=pks).order_by("pk"),
        BigIntegerField(),
    )
    mug, pot, jar = variant("mug"), variant("pot"), variant("jar")

    assert [some(mug.pk), some(pot.pk, jar.pk)] == [[mug], [pot, jar]]


def test_takes_values_of_several_kinds():
    cart = Cart.objects.create(origin="instagram")
    found = Compiled(
        lambda token, origin: Cart.objects.filter(token=token, origin=origin),
        UUIDField(),
        CharField(),
    )

    assert found(cart.token, "instagram") == [cart]
    assert found(cart.token, "zalo") == []


@pytest.mark.django_db(transaction=True)
def test_asks_over_the_line_of_its_thread():
    cart, found = cart_with(variant("mug")), []
    read_lines(cart.pk)

    def read() -> None:
        found.extend(line.quantity for line in read_lines(cart.pk))
        connections.close_all()

    other = Thread(target=read)
    other.start()
    other.join()

    assert found == [2]


def test_refuses_a_value_that_is_no_parameter():
    folded = Compiled(lambda pk: Variant.objects.filter(pk=pk + 1), BigIntegerField())

    with pytest.raises(TypeError, match="must be a parameter by itself"):
        folded(1)


@pytest.mark.django_db(transaction=True)
def test_locks_inside_transactions_only():
    cart = Cart.objects.create()
    with transaction.atomic():
        assert locked_cart(cart.pk) == cart

    with pytest.raises(TransactionManagementError, match="inside transactions"):
        locked_cart(cart.pk)
