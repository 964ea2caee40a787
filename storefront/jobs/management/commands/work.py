from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from storefront.jobs.supervisor import Supervisor


def queues(text: str) -> dict[str, int]:
    """Read `fast=2,slow=2`."""
    try:
        pairs = (pair.split("=") for pair in text.split(","))
        workers = {name.strip(): int(number) for name, number in pairs}
    except ValueError as error:
        raise ArgumentTypeError("write it like fast=2,slow=2") from error
    if min(workers.values()) < 2:
        raise ArgumentTypeError("a queue has two workers or more")
    return workers


class Command(BaseCommand):
    help = "Run the jobs, until it is told to stop (Ctrl-C or SIGTERM)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--queues",
            type=queues,
            default="fast=2,slow=2",
            help="workers of each queue (default: %(default)s)",
        )

    def handle(self, *, queues: dict[str, int], **options: Any) -> None:
        Supervisor(queues).run()
