import time

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from storefront.connections.sealing import Resealed
from storefront.connections.signals import keys_rotated
from storefront.customers import second_factor
from storefront.customers.guards import PROVED_AT


@receiver(user_logged_in, dispatch_uid="remember when it was proved")
def remember_the_proof(*, request: HttpRequest, **options: object) -> None:
    request.session[PROVED_AT] = time.time()


@receiver(keys_rotated)
def seal_anew(**_options: object) -> tuple[str, Resealed]:
    return "second steps", second_factor.seal_anew()
