from datetime import timedelta

from storefront.jobs.kinds import job
from storefront.orders import paying


@job(every=timedelta(seconds=30))
def expire_orders() -> None:
    paying.expire_orders()
