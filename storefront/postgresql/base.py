"""Django's PostgreSQL, asked less often whether it is still there."""

import time

from django.db.backends.postgresql import base

#: Seconds for which a connection that answered is trusted.
TRUSTED = 1.0


class DatabaseWrapper(base.DatabaseWrapper):
    """Django asks before the first query of each request, on every page a query more.

    A connection that broke within the second costs one request, and the next one
    notices: after an error Django always asks.
    """

    answered_at = float("-inf")
    health_check_done: bool

    def close_if_health_check_failed(self) -> None:
        if self.health_check_done:
            return
        now = time.monotonic()
        if now - self.answered_at < TRUSTED:
            self.health_check_done = True
            return
        super().close_if_health_check_failed()
        self.answered_at = now
