import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from storefront.channels.models import Part, SyncRun
from storefront.channels.planner import publishing_connections
from storefront.channels.services import start_sync
from storefront.connections.models import Connection


class Command(BaseCommand):
    help = "Compare everything with the channels anew and send what differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "connection", nargs="?", help="a service or an account; all without it"
        )
        parser.add_argument(
            "--wait", action="store_true", help="show the progress until all is sent"
        )

    def handle(self, *, connection: str | None, wait: bool, **options: object) -> None:
        runs = [start_sync(found) for found in self.connections(connection)]
        for run in runs:
            self.stdout.write(f"{run.connection}: started")
        if wait:
            self.follow(runs)

    def connections(self, wanted: str | None) -> list[Connection]:
        rows = publishing_connections()
        found = [row for row in rows if wanted in {None, row.service, row.account}]
        if found:
            return found
        names = ", ".join(f"{row.service} {row.account}" for row in rows) or "none"
        raise CommandError(f"No such connection. Open connections: {names}.")

    def follow(self, runs: list[SyncRun]) -> None:
        """Print a line when something moved; the worker does the work meanwhile."""
        shown = ""
        while open_runs := [run for run in runs if run.ended_at is None]:
            for run in runs:
                run.refresh_from_db()
            line = "; ".join(progress(run) for run in open_runs)
            if line != shown:
                self.stdout.write(line)
                shown = line
            if any(run.connection.needs_staff for run in open_runs):
                raise CommandError("A connection needs its credentials renewed.")
            time.sleep(0.5)


def progress(run: SyncRun) -> str:
    text = f"{run.connection}: {run.get_state_display()}, {run.done} of {run.total}"
    if run.state == SyncRun.State.DONE:
        refused = Part.objects.refused_as_they_stand().filter(connection=run.connection)
        return f"{text}; {refused.values('listing').distinct().count()} refused"
    if run.eta:
        text += f", about {round(run.eta.total_seconds())} s to go"
    if run.connection.paused:
        text += f" ({run.connection.pause_reason})"
    return text
