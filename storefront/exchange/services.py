"""Bring a file in: begin, go on where it stopped, cancel. It may be run by anyone,
twice, and die at any moment; what a transaction wrote is never written again.
"""

import gc
import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from storefront.exchange.asking import remembered
from storefront.exchange.choices import Choices
from storefront.exchange.chunks import chunks
from storefront.exchange.fields import Reading
from storefront.exchange.formats import detect
from storefront.exchange.formats.format import Format
from storefront.exchange.formats.mapped import Mapped
from storefront.exchange.models import Import, ReportLine
from storefront.exchange.rows import Cell, UnknownColumns, Unreadable
from storefront.exchange.sheets import Sheet, open_sheet
from storefront.exchange.staging import Finding, Stage
from storefront.exchange.writing import Stopped, Writer, line_about
from storefront.jobs.kinds import kinds
from storefront.jobs.services import renew_lease

#: Products in one transaction: more than the shelves refresh while somebody waits, so
#: that a worker does it beside.
CHUNK = 400
#: How long a file is kept behind its end.
KEPT = timedelta(days=7)
Progress = Callable[[Import], None]


def nobody(_run: Import) -> None:
    """Whoever does not watch."""


def receive_upload(
    *, upload: UploadedFile[bytes], choices: Choices, made_by: AbstractUser | None
) -> Import:
    """Keep a file that staff brought, and look through it; or ask what its columns are.

    Raises Unreadable if it is no file of products at all.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"upload{Path(upload.name or '').suffix.lower()}"
        with path.open("wb") as file:
            file.writelines(upload.chunks())
        name = upload.name or ""
        choices = remembered(path, choices, name=name)
        with suppress(UnknownColumns):
            return enqueued(
                start_import(
                    path=path,
                    name=name,
                    choices=choices,
                    dry_run=True,
                    keep_file=True,
                    made_by=made_by,
                )
            )
        return ask(path, name, choices, made_by)


def ask(
    path: Path, name: str, choices: Choices, made_by: AbstractUser | None
) -> Import:
    key = key_of(path, choices, dry_run=True)
    run, new = Import.objects.get_or_create(
        key=key,
        ended_at=None,
        defaults={
            "name": name[-200:],
            "state": Import.State.ASKING,
            "choices": choices.stored(),
            "dry_run": True,
            "language": get_language() or settings.LANGUAGE_CODE,
            "made_by_id": made_by.pk if made_by else None,
        },
    )
    if new:
        keep(run, path)
    return run


def start_again(
    run: Import,
    *,
    choices: Choices,
    dry_run: bool,
    made_by: AbstractUser | None = None,
) -> Import:
    """Take the file of an import once more, with other choices or for good."""
    path = Path(run.file.path)
    choices = remembered(path, choices, name=run.name)
    again = start_import(
        path=path, name=run.name, choices=choices, dry_run=dry_run, made_by=made_by
    )
    if not again.file:
        again.file = run.file.name
        again.save(update_fields=["file"])
    if again.pk != run.pk:
        end(run, Import.State.DONE if run.total else Import.State.CANCELLED)
    return enqueued(again)


def enqueued(run: Import) -> Import:
    bring_in = kinds["exchange.bring_in"]
    bring_in.enqueue(key=str(run.pk), run_id=run.pk)
    return run


@transaction.atomic
def start_import(
    *,
    path: Path,
    name: str,
    choices: Choices,
    dry_run: bool = False,
    keep_file: bool = False,
    made_by: AbstractUser | None = None,
) -> Import:
    """Open an import, or return the open one of the same file and choices.

    Raises Unreadable if it cannot be said what the columns are. With `keep_file` the
    shop keeps a copy for the worker.
    """
    sheet = sheet_of(path, choices)
    key = key_of(path, choices, dry_run=dry_run)
    run, new = Import.objects.get_or_create(
        key=key,
        ended_at=None,
        defaults={
            "name": name[-200:],
            "format": format_of(sheet, choices).name,
            "choices": choices.stored(),
            "dry_run": dry_run,
            "language": get_language() or settings.LANGUAGE_CODE,
            "made_by_id": made_by.pk if made_by else None,
        },
    )
    if new and keep_file:
        keep(run, path)
    return run


def keep(run: Import, path: Path) -> None:
    with path.open("rb") as content:
        run.file.save(f"{run.key[:32]}{path.suffix}", File(content))


def key_of(path: Path, choices: Choices, *, dry_run: bool) -> str:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    said = json.dumps([choices.stored(), dry_run], sort_keys=True)
    digest.update(said.encode())
    return digest.hexdigest()


def sheet_of(path: Path, choices: Choices) -> Sheet:
    return open_sheet(path, encoding=choices.encoding, header=choices.header)


def format_of(sheet: Sheet, choices: Choices) -> Format:
    """The format by its columns, else the one that staff described."""
    if choices.columns:
        return Mapped(choices.columns)
    found = detect(sheet.columns)
    if found is None:
        raise UnknownColumns(
            _("The shop does not know these columns: say what they are.")
        )
    return found()


def run_import(run: Import, *, path: Path, progress: Progress = nobody) -> None:
    """Go on with an import until it is done or cancelled."""
    choices = Choices.read(run.choices)
    try:
        with override(run.language), staged(run, path, choices) as (stage, writer):
            begin(run, stage)
            for chunk in chunks(stage.products(after=run.cursor), CHUNK):
                with collecting_later():
                    writer.write(chunk)
                renew_lease()
                run.refresh_from_db()
                progress(run)
            end(run, Import.State.DONE)
    except Stopped:
        run.refresh_from_db()
    except Unreadable as reason:
        end(run, Import.State.FAILED, error=str(reason))


@contextmanager
def collecting_later() -> Iterator[None]:
    """Rows go as soon as nothing names them; to look for rings among them all the time
    would take a sixth of an import's.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def staged(run: Import, path: Path, choices: Choices) -> Iterator[tuple[Stage, Writer]]:
    sheet = sheet_of(path, choices)
    format = format_of(sheet, choices)  # noqa: A001 - the word for it
    reading = Reading(
        choices.money(plain=format.plain_numbers),
        choices.axes,
        format.present(sheet.columns),
    )
    with tempfile.TemporaryDirectory() as folder, closing(Stage(Path(folder))) as stage:
        stage.fill(sheet, format)
        for notice in sheet.notices:
            stage.note(Finding(Cell("", 1, ""), notice, refused=False))
        yield stage, Writer(run, reading, choices, format.bare_products)


@transaction.atomic
def begin(run: Import, stage: Stage) -> None:
    """Write down once what was found while the file was read."""
    row = Import.objects.select_for_update().get(pk=run.pk)
    if row.ended_at:
        raise Stopped
    if row.total is None:
        for findings in chunks(whole_file(stage), 1000):
            ReportLine.objects.bulk_create(line_about(run, each) for each in findings)
            row.refused += sum(each.refused for each in findings)
        row.total, row.started_at = stage.count(), timezone.now()
        row.state = Import.State.RUNNING
        row.save()
    run.refresh_from_db()


def whole_file(stage: Stage) -> Iterator[Finding]:
    for column, count in stage.left_out.items():
        reason = _("No place for this column; it is filled on %(n)s lines.")
        yield Finding(Cell("", 1, column), reason % {"n": count}, refused=False)
    yield from stage.findings()


def end(run: Import, state: Import.State, *, error: str = "") -> bool:
    """End it once; whoever comes later changes nothing."""
    ended = (
        Import.objects.open()
        .filter(pk=run.pk)
        .update(state=state, error=error[:500], ended_at=timezone.now())
    )
    run.refresh_from_db()
    return bool(ended)


def cancel_import(run: Import) -> bool:
    """Stop behind the chunk that is being written. What went in stays."""
    return end(run, Import.State.CANCELLED)


def forget_files() -> None:
    """Delete files that nobody has worked on for a week; the reports stay."""
    old = Import.objects.old(timezone.now() - KEPT).exclude(file="")
    for run in old:
        shared = Import.objects.filter(file=run.file.name).exclude(pk__in=old)
        if not shared.exists():
            run.file.storage.delete(str(run.file.name))
        Import.objects.filter(pk=run.pk).update(file="")
