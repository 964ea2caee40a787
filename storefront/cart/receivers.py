from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from storefront.cart.cookie import guest_cart
from storefront.cart.services import take_along
from storefront.customers.guards import customer_of


@receiver(user_logged_in, dispatch_uid="take the cart along")
def take_the_cart_along(*, request: HttpRequest, **options: object) -> None:
    customer, guest = customer_of(request), guest_cart(request)
    if customer and guest:
        take_along(guest=guest, customer=customer)
