import signal
from argparse import ArgumentParser
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from storefront.sandbox.services import Place, places, run_sandboxes


class Command(BaseCommand):
    help = "Run the plugins' make-believe platforms, each in its own process."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help="all, if none")
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument(
            "--seed",
            type=int,
            help="draw by this seed what is not known of the real platforms",
        )

    def handle(self, *, names: list[str], host: str, **options: Any) -> None:
        chosen = choose(names)
        for place in chosen:
            page = f"http://{host}:{place.control_port}/_sandbox/"
            self.stdout.write(f"{place.folder}: http://{host}:{place.port} · {page}")
        end = Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: end.set())
        ended = run_sandboxes(chosen, host=host, seed=options["seed"], end=end)
        if ended:
            raise CommandError(
                f"The sandbox {ended.folder} ended. Is port {ended.port} free?"
            )


def choose(names: list[str]) -> list[Place]:
    known = places()
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise CommandError(
            f"No sandbox called {', '.join(unknown)}. There are: {', '.join(known)}."
        )
    return [known[name] for name in sorted(names or known)]
