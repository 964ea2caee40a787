from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from storefront.exchange.restore import NotRestored, restore, unreadable_connections


class Command(BaseCommand):
    help = "Bring a shop back from its backup, into a migrated database without a shop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            rows = restore(path=file)
        except (NotRestored, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{sum(rows.values())} rows are back, and the pictures.")
        for account in unreadable_connections():
            self.stdout.write(f"{account}: no key here opens it. Connect it anew.")
        self.stdout.write("Each connection reads its platform before it creates there.")
