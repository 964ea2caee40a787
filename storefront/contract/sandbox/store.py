"""The sandbox's file: what the platform holds, its switches and its log.

It is kept through restarts and kills. Writers take turns; readers never wait.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import RLock

SCHEMA = """
create table if not exists sandbox_switch (name text primary key, value text not null);
create table if not exists sandbox_log (
    id integer primary key,
    received_at real not null,
    answered_at real,
    method text not null,
    path text not null,
    status integer,
    size integer not null,
    digest text not null,
    summary text not null
);
"""


class Store:
    def __init__(self, path: Path, schema: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.schema = SCHEMA + schema
        self.lock = RLock()
        self.rows = self._open()
        self.rows.execute("pragma journal_mode=wal")
        self.rows.executescript(self.schema)

    def _open(self) -> sqlite3.Connection:
        rows = sqlite3.connect(
            self.path, timeout=20, isolation_level=None, check_same_thread=False
        )
        rows.row_factory = sqlite3.Row
        rows.execute("pragma synchronous=normal")
        return rows

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it or nothing."""
        with self.lock:
            self.rows.execute("begin immediate")
            try:
                yield self.rows
            except BaseException:
                self.rows.execute("rollback")
                raise
            self.rows.execute("commit")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        with closing(self._open()) as rows:
            yield rows

    def forget(self) -> None:
        """Empty every table; the switches go back to their defaults."""
        with self.writing() as rows:
            names = rows.execute(
                "select name from sqlite_master where type = 'table'"
                " and name not like 'sqlite_%'"
            )
            for (name,) in names.fetchall():
                rows.execute(f'delete from "{name}"')  # noqa: S608 -- our own names

    def close(self) -> None:
        with self.lock:
            self.rows.close()
