from datetime import timedelta

from storefront.jobs.kinds import job
from storefront.orders import deadlines, paying


@job(every=timedelta(seconds=30))
def expire_orders() -> None:
    paying.expire_orders()


@job(every=timedelta(minutes=1))
def watch_deadlines() -> None:
    deadlines.watch()
