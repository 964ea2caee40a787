"""The three ways in which a platform can say no."""

from collections.abc import Sequence
from datetime import timedelta

from storefront.contract.data import Problem


class PlatformRefused(Exception):
    """It will say the same next time: stop, and show why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(problem.message.en for problem in problems))
        self.problems = tuple(problems)


class PlatformUnavailable(Exception):
    """Not now. `nothing_done` is true only where the platform cannot have acted on it:
    it said so (a throttle), or the connection was never established.
    """

    def __init__(
        self,
        reason: str,
        *,
        retry_after: timedelta | None = None,
        nothing_done: bool = False,
    ) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        self.nothing_done = nothing_done


class NotNow(PlatformUnavailable):
    """The hub's own gate said no (an empty budget, a pause): nothing went out."""

    def __init__(self, reason: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(reason, retry_after=retry_after, nothing_done=True)


class CredentialsDead(Exception):
    """Our credentials are no longer accepted: nothing was done, staff must act."""
