from datetime import timedelta

from storefront.insights import invites
from storefront.jobs.kinds import job

#: Letters in one go: gentle to the mail server, and to the shop's good name.
PACE = 20


@job(queue="slow", every=timedelta(minutes=1))
def send_invites() -> None:
    for _turn in range(PACE):
        if not invites.send_next():
            return
