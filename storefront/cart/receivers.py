from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from storefront.cart.cookie import guest_cart
from storefront.cart.services import take_along
from storefront.customers.models import User


@receiver(user_logged_in, dispatch_uid="take the cart along")
def take_the_cart_along(*, request: HttpRequest, user: User, **options: object) -> None:
    guest = guest_cart(request) if user.is_customer else None
    if guest:
        take_along(guest=guest, customer=user)
