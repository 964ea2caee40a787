import time
from collections.abc import Iterable, Iterator, Sequence

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from storefront.connections.models import Connection
from storefront.drills.models import Drill
from storefront.drills.services import begin_drill, follow, stop_drill


class Command(BaseCommand):
    help = (
        "Make a connected platform look gone to the live shop for a while, and tell"
        " what became of it. Nothing is called outside. Ctrl-C brings it back."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "service",
            help="a plugin's folder or the word before its dot, for all of a"
            " platform's connections; a service; or an account",
        )
        parser.add_argument("--minutes", type=int, default=10)

    def handle(self, *, service: str, minutes: int, **options: object) -> None:
        drills = list(self.begun(found(service), minutes=minutes))
        if not drills:
            raise CommandError("There is nothing to drill.")
        try:
            self.watch(drills)
        except KeyboardInterrupt:
            for drill in drills:
                stop_drill(drill)
            self.stdout.write("The service is back. The report follows in the admin.")

    def begun(
        self, connections: Iterable[Connection], *, minutes: int
    ) -> Iterator[Drill]:
        for connection in connections:
            try:
                yield begin_drill(connection, minutes=minutes)
            except ValidationError as error:
                self.stderr.write(f"{connection}: {' '.join(error.messages)}")
            else:
                self.stdout.write(f"{connection} looks gone for {minutes} minutes.")

    def watch(self, drills: Sequence[Drill]) -> None:
        """Tell what changed, until all are over."""
        told: dict[int, str] = {}
        while going := [drill for drill in drills if drill.ended_at is None]:
            for drill in going:
                follow(drill)
                self.tell(drill, told)
            time.sleep(0 if all(drill.ended_at for drill in going) else 2)

    def tell(self, drill: Drill, told: dict[int, str]) -> None:
        if (said := sentence(drill)) != told.get(drill.pk):
            self.stdout.write(f"{drill.connection}: {said}")
            told[drill.pk] = said
        if drill.ended_at:
            score = "passed" if drill.passed else "not passed"
            self.stdout.write(f"{drill.connection}: {score}.")


def found(word: str) -> Sequence[Connection]:
    """The connections of a platform or a service, or else those of an account."""
    open_ones = Connection.objects.open()
    by_service = [
        connection
        for connection in open_ones
        if word in {connection.service, connection.service.partition(".")[0]}
    ]
    rows = by_service or list(open_ones.filter(account=word))
    if not rows:
        raise CommandError(f"Nothing that is connected is called {word}.")
    return rows


def sentence(drill: Drill) -> str:
    return (
        f"noticed after {drill.noticed_after} s, {drill.most_waiting} waited at most,"
        f" {drill.orders} orders and {drill.sign_ins} sign-ins meanwhile,"
        f" test order {drill.order_failed or drill.rehearsal_ms} ms,"
        f" {drill.calls} calls, caught up after {drill.caught_up_after} s"
    )
