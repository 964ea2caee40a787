from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from storefront.exchange.backup import make_backup


class Command(BaseCommand):
    help = "Write the whole shop into one file, while it runs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options: Any) -> None:
        rows = make_backup(path=file)
        self.stdout.write(f"{file}: {sum(rows.values())} rows, and the pictures.")
        self.stdout.write(
            "Not in it: CREDENTIALS_KEYS and SECRET_KEY. Keep them elsewhere; without"
            " the first every connection must be connected anew."
        )
