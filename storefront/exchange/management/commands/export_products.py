from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from storefront.exchange.exporting import export_products
from storefront.exchange.formats import FORMATS


class Command(BaseCommand):
    help = "Write the catalogue into a file, CSV or XLSX by its name."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=list(FORMATS), default="kieng")

    def handle(self, *, file: Path, format: str, **options: Any) -> None:  # noqa: A002
        lines = export_products(path=file, format=format)
        self.stdout.write(f"{file}: {lines} lines")
