from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from storefront.exchange.everything import NotEmpty, export_all


class Command(BaseCommand):
    help = "Write all that the owner has into a folder: CSV, JSON and the pictures."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *, folder: Path, **options: Any) -> None:
        try:
            counts = export_all(folder=folder)
        except NotEmpty as error:
            raise CommandError(str(error)) from error
        for name, count in counts.items():
            self.stdout.write(f"{count:>9} {name}")
