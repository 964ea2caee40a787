from datetime import timedelta

from storefront.cart import services
from storefront.jobs.kinds import job


@job(queue="slow", every=timedelta(hours=24), lease=timedelta(minutes=10))
def forget_old_carts() -> None:
    services.forget_old_carts()
