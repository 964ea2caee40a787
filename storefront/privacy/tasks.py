from datetime import timedelta

from storefront.jobs.kinds import job
from storefront.privacy import channel_buyers


@job(queue="slow", every=timedelta(days=1))
def forget_channel_buyers() -> None:
    channel_buyers.forget_channel_buyers()
