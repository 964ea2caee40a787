import time

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from storefront.connections.models import Connection
from storefront.drills.models import Drill
from storefront.drills.services import begin_drill, follow, stop_drill


class Command(BaseCommand):
    help = (
        "Make a connected service look gone to the live shop for a while, and tell what"
        " became of it. Nothing is called outside. Ctrl-C brings the service back."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "service", help="a plugin's folder, a service, or an account"
        )
        parser.add_argument("--minutes", type=int, default=10)

    def handle(self, *, service: str, minutes: int, **options: object) -> None:
        try:
            drill = begin_drill(found(service), minutes=minutes)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(f"{drill.connection} looks gone for {minutes} minutes.")
        try:
            self.watch(drill)
        except KeyboardInterrupt:
            stop_drill(drill)
            self.stdout.write("The service is back. The report follows in the admin.")

    def watch(self, drill: Drill) -> None:
        """Tell what changed, until it is over."""
        told = ""
        while drill.ended_at is None:
            follow(drill)
            if (said := sentence(drill)) != told:
                self.stdout.write(said)
                told = said
            time.sleep(0 if drill.ended_at else 2)
        self.stdout.write("Passed." if drill.passed else "Not passed.")


def found(word: str) -> Connection:
    open_ones = Connection.objects.open()
    by_service = [
        connection
        for connection in open_ones
        if word in {connection.service, connection.service.partition(".")[0]}
    ]
    rows = by_service or list(open_ones.filter(account=word))
    if len(rows) != 1:
        names = ", ".join(f"{row.service} {row.account}" for row in rows) or "none"
        raise CommandError(f"{word} is to name one connection, and names {names}.")
    return rows[0]


def sentence(drill: Drill) -> str:
    return (
        f"noticed after {drill.noticed_after} s, {drill.most_waiting} waited at most,"
        f" {drill.orders} orders and {drill.sign_ins} sign-ins meanwhile,"
        f" test order {drill.order_failed or drill.rehearsal_ms} ms,"
        f" {drill.calls} calls, caught up after {drill.caught_up_after} s"
    )
