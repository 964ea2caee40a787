"""Declare a kind of job: decorate a function in an app's tasks.py with @job."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Literal, ParamSpec

from storefront.contract import clock
from storefront.jobs import services
from storefront.jobs.models import Job

P = ParamSpec("P")

#: The key of a recurring kind's one row.
RECURRING = "recurring"


class Later(Exception):
    """Raised by a job that cannot do its work yet: run me again then; no failure."""

    def __init__(self, delay: timedelta) -> None:
        super().__init__(delay)
        self.delay = delay


@dataclass(frozen=True)
class Kind(Generic[P]):
    """Calling it does the work here and now; enqueue leaves it to a worker."""

    name: str
    function: Callable[P, None]
    queue: str
    lease: timedelta
    attempts: int
    every: timedelta | None
    #: Whose share of the workers it takes, unless who enqueues it says so.
    group: str = ""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        self.function(*args, **kwargs)

    def enqueue(
        self,
        *,
        key: str = "",
        run_at: datetime | None = None,
        group: str = "",
        **args: int | str,
    ) -> None:
        """Have it done after the caller's transaction commits.

        With a key, asking again while it is pending changes nothing but the moment. A
        recurring kind is only brought forward.
        """
        services.enqueue(
            Job(
                kind=self.name,
                queue=self.queue,
                key=key or (RECURRING if self.every else ""),
                run_at=run_at or clock.now(),
                group=group or self.group.format(**args),
                args=args,
            )
        )


kinds: dict[str, Kind[...]] = {}


def job(
    *,
    queue: Literal["fast", "slow"] = "fast",
    lease: timedelta = timedelta(seconds=60),
    attempts: int = 8,
    every: timedelta | None = None,
    group: str = "",
) -> Callable[[Callable[P, None]], Kind[P]]:
    """Register a function as "<app>.<function>".

    Work that outlasts its lease without services.renew_lease() is stopped and tried
    again. A recurring kind runs `every` so long after it ended, and never dies.

    All jobs of one `group` hold at most half of a queue's workers: a kind that waits
    for somebody outside names them, such as "connection:{connection_id}".
    """

    def register(function: Callable[P, None]) -> Kind[P]:
        app = function.__module__.split(".")[-2]
        kind = Kind(
            f"{app}.{function.__name__}",
            function,
            queue,
            lease,
            attempts,
            every,
            group,
        )
        if kind.name in kinds:
            raise ValueError(f"Two kinds of job are called {kind.name}.")
        kinds[kind.name] = kind
        return kind

    return register
