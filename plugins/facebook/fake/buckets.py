"""Rate limits (Graph API "Rate Limits", business use cases), and the usage header.

A call counts even when it is refused: who goes on calling stays throttled.
"""

import json
import math
import sqlite3
from dataclasses import dataclass

SCHEMA = """
create table if not exists bucket (
    name text not null,
    second integer not null,
    calls integer not null,
    primary key (name, second)
) without rowid;
"""

BATCH_EDGES = {"items_batch", "localized_items_batch", "batch"}
WINDOWS = {"catalog_batch": 60, "catalog_management": 3600}
#: How each is called in the header, which no page says for catalogues.
HEADER_NAMES = {
    "catalog": {
        "catalog_batch": "catalog_batch",
        "catalog_management": "catalog_management",
    },
    "ads": {"catalog_batch": "ads_management", "catalog_management": "ads_management"},
}


@dataclass(frozen=True, slots=True)
class Used:
    bucket: str
    calls: int
    limit: int
    #: Until enough of the calls have left the window.
    seconds_to_wait: int

    @property
    def over(self) -> bool:
        return bool(self.limit) and self.calls > self.limit

    def throttled(self) -> "Used":
        """As it is when the allowance has been used up."""
        return Used(self.bucket, calls=2, limit=1, seconds_to_wait=60)

    @property
    def percent(self) -> int:
        return round(100 * self.calls / self.limit) if self.limit else 0

    def header(self, business: str, names: str) -> str:
        """Nested, per business; the time is in minutes."""
        entry = {
            "type": HEADER_NAMES[names][self.bucket],
            "call_count": self.percent,
            "total_cputime": self.percent // 2,
            "total_time": self.percent // 2,
            "estimated_time_to_regain_access": math.ceil(self.seconds_to_wait / 60),
        }
        return json.dumps({business: [entry]})


def bucket_of(path: str) -> str:
    edge = path.rstrip("/").rpartition("/")[2]
    return "catalog_batch" if edge in BATCH_EDGES else "catalog_management"


def count(rows: sqlite3.Connection, bucket: str, *, now: float, limit: int) -> Used:
    """Count this call, and say how full the bucket is with it."""
    rows.execute("delete from bucket where second <= ?", (now - max(WINDOWS.values()),))
    rows.execute(
        "insert into bucket values (?, ?, 1)"
        " on conflict do update set calls = calls + 1",
        (bucket, int(now)),
    )
    return look(rows, bucket, now=now, limit=limit)


def look(rows: sqlite3.Connection, bucket: str, *, now: float, limit: int) -> Used:
    window = WINDOWS[bucket]
    seconds = rows.execute(
        "select second, calls from bucket where name = ? and second > ?"
        " order by second",
        (bucket, int(now) - window),
    ).fetchall()
    calls = sum(calls for _, calls in seconds)
    excess = calls - limit if limit else 0
    return Used(bucket, calls, limit, wait(seconds, excess, int(now) - window))


def wait(seconds: list[tuple[int, int]], excess: int, window_start: int) -> int:
    """When the oldest calls that are too many have left the window."""
    if excess < 1:
        return 0
    for second, calls in seconds:
        excess -= calls
        if excess < 1:
            return max(1, second - window_start)
    return 60
