from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from storefront.exchange.asking import pairs, remembered
from storefront.exchange.choices import Choices
from storefront.exchange.models import Import, ReportLine
from storefront.exchange.rows import Unreadable
from storefront.exchange.services import run_import, start_import


class Command(BaseCommand):
    help = "Bring the products of a file into the catalogue; killed, it goes on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="say what would change, change nothing",
        )
        parser.add_argument("--currency", default="", help="of the file's prices")
        parser.add_argument(
            "--rate", default="", help="how much of the shop's currency one of it is"
        )
        parser.add_argument(
            "--axis",
            action="append",
            default=[],
            metavar="NAME=KIND",
            help="what an option of the file is, such as Logo=style",
        )
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="COLUMN=FIELD",
            help="what a column is, such as Giá=price; remembered for such files",
        )
        parser.add_argument(
            "--no-header", action="store_true", help="columns are called 1, 2, 3"
        )
        parser.add_argument("--encoding", default="", help="such as windows-1258")
        parser.add_argument("--no-pictures", action="store_true")
        parser.add_argument(
            "--keep-stock", action="store_true", help="of what the shop has already"
        )

    def handle(self, *, file: Path, dry_run: bool, **options: Any) -> None:
        try:
            choices = self.choices(file, options)
            run = start_import(
                path=file, name=file.name, choices=choices, dry_run=dry_run
            )
        except (Unreadable, OSError) as error:
            raise CommandError(str(error)) from error
        if run.cursor:
            self.stderr.write(f"Going on behind product {run.cursor} of {run.total}")
        run_import(run, path=file, progress=self.show)
        self.report(run)

    def choices(self, file: Path, options: dict[str, Any]) -> Choices:
        choices = Choices(
            currency=options["currency"].upper(),
            rate=options["rate"],
            axes=pairs(options["axis"]),
            columns=pairs(options["map"]),
            header=not options["no_header"],
            encoding=options["encoding"],
            pictures=not options["no_pictures"],
            keep_stock=options["keep_stock"],
        )
        return remembered(file, choices)

    def show(self, run: Import) -> None:
        left = f", {run.left} left" if run.left else ""
        self.stderr.write(f"{run.cursor} of {run.total} products{left}")

    def report(self, run: Import) -> None:
        for told in run.report_lines.order_by("line", "id").iterator():
            self.stdout.write(line_of(run, told))
        done = "would be " if run.dry_run else ""
        self.stdout.write(
            f"{run.name} ({run.format}): {run.added} products {done}added,"
            f" {run.changed} {done}changed, {run.unchanged} unchanged;"
            f" {run.refused} lines refused"
        )
        if run.state != Import.State.DONE:
            raise CommandError(run.error or run.get_state_display())


def line_of(run: Import, told: ReportLine) -> str:
    place = f"{run.name}:{told.line}"
    where = f" {told.column}" if told.column else ""
    value = f" “{told.value}”" if told.value else ""
    return f"{place} {told.get_kind_display()}{where}{value}: {told.text}"
