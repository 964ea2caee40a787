from datetime import timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import BigIntegerField, UUIDField
from django.utils import timezone

from storefront.cart.models import Cart, CartLine
from storefront.catalog.models import Variant
from storefront.customers.models import User
from storefront.jobs.services import renew_lease
from storefront.shop.compiled import Compiled

#: More of one thing than this is a slip of the finger, or a call to the shop.
MOST_OF_ONE = 99
#: How long a visitor's browser remembers a cart.
LIFETIME = timedelta(days=90)
#: Different things in one cart.
MOST_LINES = 50


class CartFull(Exception):
    """There is room for no other thing."""


class TooMany(Exception):
    """More of one thing than a cart takes. `most` is what it does take."""

    most = MOST_OF_ONE


@transaction.atomic
def add_to_cart(*, cart: Cart, variant: Variant, quantity: int) -> Cart:
    """Add to what is there already, or change nothing and raise TooMany or CartFull.

    A cart that is not saved yet begins with it, once for one token. Returns it.
    """
    new = not cart.pk
    cart = lock(cart)
    there = {line.variant_id: line.quantity for line in read_quantities(cart.pk)}
    before = there.get(variant.pk, 0)
    if not 1 <= quantity <= MOST_OF_ONE - before:
        raise TooMany
    if not before and len(there) >= MOST_LINES:
        raise CartFull
    put(cart, variant, before + quantity)
    if not new:
        cart.save(update_fields=["updated_at"])
    return cart


@transaction.atomic
def change_cart(*, cart: Cart, variant: Variant, quantity: int) -> None:
    """Have exactly so many of it; none takes it out. What is not there stays away."""
    lock(cart)
    if not 0 <= quantity <= MOST_OF_ONE:
        raise TooMany
    lines = cart.lines.filter(variant=variant)
    if not quantity:
        lines.delete()
    elif lines.exists():
        put(cart, variant, quantity)
        cart.save(update_fields=["updated_at"])


def forget_old_carts() -> None:
    """Delete what no cookie leads to any more, a few at a time."""
    old = Cart.objects.filter(updated_at__lt=timezone.now() - LIFETIME)
    while pks := list(old.values_list("pk", flat=True)[:500]):
        Cart.objects.filter(
            pk__in=pks, updated_at__lt=timezone.now() - LIFETIME
        ).delete()
        renew_lease()


@transaction.atomic
def own(*, cart: Cart, customer: User) -> None:
    """Let this be the customer's cart from now on, in place of the one they had."""
    User.objects.select_for_update().get(pk=customer.pk)
    Cart.objects.filter(customer=customer).update(customer=None)
    cart.customer = customer
    cart.save(update_fields=["customer"])


@transaction.atomic
def take_along(*, guest: Cart, customer: User) -> None:
    """Put what the visitor has into the customer's cart, and forget the guest's.

    Done twice, at once even, it adds up once: the guest's cart is gone afterwards.
    """
    mine, _created = Cart.objects.get_or_create(customer=customer)
    both = Cart.objects.select_for_update().filter(pk__in=[mine.pk, guest.pk])
    if guest.pk not in [cart.pk for cart in both.order_by("pk")]:
        return
    there = {line.variant_id: line for line in mine.lines.all()}
    for line in guest.lines.all():
        if known := there.get(line.variant_id):
            known.quantity = min(known.quantity + line.quantity, MOST_OF_ONE)
            known.save(update_fields=["quantity"])
        elif len(there) < MOST_LINES:
            line.cart = mine
            line.save(update_fields=["cart"])
            there[line.variant_id] = line
    Cart.objects.filter(pk=guest.pk).delete()


def begin_anew(*, cart: Cart) -> None:
    """It has become an order: empty, and what comes next is another order."""
    CartLine.objects.filter(cart=cart).delete()
    cart.checkout_key = uuid4()
    cart.voucher_code = ""
    cart.save(update_fields=["checkout_key", "voucher_code", "updated_at"])


def put(cart: Cart, variant: Variant, quantity: int) -> None:
    """Whoever changes a line has seen what it costs today."""
    line = CartLine(
        cart=cart, variant=variant, quantity=quantity, seen_price=variant.price
    )
    CartLine.objects.bulk_create(
        [line],
        update_conflicts=True,
        unique_fields=["cart", "variant"],
        update_fields=["quantity", "seen_price"],
    )


def lock(cart: Cart) -> Cart:
    """Every change of a cart goes through here, so two tabs never lose one."""
    if cart.pk:
        locked = locked_cart(cart.pk)
    else:
        Cart.objects.bulk_create([cart], ignore_conflicts=True)
        locked = locked_cart_of(cart.token)
    if locked is None:
        raise Cart.DoesNotExist
    return locked


locked_cart = Compiled(
    lambda pk: Cart.objects.select_for_update().filter(pk=pk), BigIntegerField()
).first
locked_cart_of = Compiled(
    lambda token: Cart.objects.select_for_update().filter(token=token), UUIDField()
).first
read_quantities = Compiled(
    lambda pk: CartLine.objects.filter(cart=pk).order_by().only("variant", "quantity"),
    BigIntegerField(),
)
