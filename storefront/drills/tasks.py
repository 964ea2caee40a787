from datetime import timedelta

from storefront.drills import services
from storefront.drills.models import Drill
from storefront.jobs.kinds import job


@job(queue="fast", every=timedelta(seconds=5))
def follow_drills() -> None:
    for drill in Drill.objects.under_way().select_related("connection"):
        services.follow(drill)
