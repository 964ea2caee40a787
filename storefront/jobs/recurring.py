from storefront.contract import clock
from storefront.jobs.kinds import RECURRING, kinds
from storefront.jobs.models import Job


def ensure_rows() -> None:
    """Give each recurring kind its row; as long as nothing is amiss, only read."""
    runs_at = dict(Job.objects.filter(key=RECURRING).values_list("kind", "run_at"))
    for kind in kinds.values():
        if kind.every is None:
            continue
        # Later than that after a shift of the clock, or when `every` became shorter.
        latest = clock.now() + kind.every
        if kind.name not in runs_at:
            kind.enqueue()
        elif runs_at[kind.name] > latest:
            kind.enqueue(run_at=latest)
