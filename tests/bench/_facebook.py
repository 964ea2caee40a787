"""Facebook's sandbox in a process of its own, and a connection to it."""

import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from plugins.facebook.sandbox import FacebookSandbox
from storefront.connections.models import Connection
from storefront.connections.services import connect

SERVE = """
import sys, threading
from pathlib import Path
from plugins.facebook.sandbox import FacebookSandbox
from storefront.contract.sandbox import running
with running(FacebookSandbox(Path(sys.argv[1]))) as address:
    print(address, flush=True)
    threading.Event().wait()
"""


@dataclass
class Facebook:
    address: str
    path: Path

    @property
    def store(self) -> FacebookSandbox:
        """The platform's own file: what it holds and what it was asked."""
        return FacebookSandbox(self.path)

    def turn(self, name: str, value: object) -> None:
        body = urlencode({"name": name, "value": str(value)}).encode()
        urllib.request.urlopen(f"{self.address}/_sandbox/switch", body).close()

    def connect(self) -> Connection:
        names = ("catalog_id", "access_token", "app_secret")
        credentials = {name: self.store.seeded[name] for name in names}
        return connect(
            service="facebook.shop", credentials=credentials, api_address=self.address
        )

    def batch_calls(self) -> list[tuple[float, str]]:
        """When each items_batch call was answered, and the start of its body."""
        with self.store.reading() as rows:
            found = rows.execute(
                "select answered_at, summary from sandbox_log"
                " where path like '%/items_batch%' order by id"
            )
            return [(row["answered_at"], row["summary"]) for row in found]


@contextmanager
def facebook(folder: Path) -> Iterator[Facebook]:
    path = folder / "facebook.sqlite3"
    command = [sys.executable, "-c", SERVE, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Facebook(process.stdout.readline().strip(), path)
        finally:
            process.kill()
