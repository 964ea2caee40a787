from datetime import timedelta

from storefront.jobs.kinds import job
from storefront.shelves import counts, services


@job(queue="fast", every=timedelta(seconds=2))
def refresh() -> None:
    services.refresh_touched()


@job(queue="slow", lease=timedelta(seconds=300), every=timedelta(seconds=30))
def count() -> None:
    counts.count_large_categories()


@job(queue="slow", lease=timedelta(seconds=300), every=timedelta(days=1))
def refresh_everything() -> None:
    services.refresh_everything()
    services.forget_old_notes()
