import time

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from storefront.customers.guards import PROVED_AT


@receiver(user_logged_in, dispatch_uid="remember when it was proved")
def remember_the_proof(*, request: HttpRequest, **options: object) -> None:
    request.session[PROVED_AT] = time.time()
