"""A shop from its backup, into a database that holds none."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from django.apps import apps
from django.core import serializers
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.core.serializers.base import DeserializationError
from django.db import connection, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from storefront.channels.services import close_gate
from storefront.connections.credentials import CredentialsUnreadable
from storefront.connections.models import Connection
from storefront.exchange.backup import MANIFEST, VERSION, migrations, tables

#: A database with a row of one of these is somebody's shop.
MARKS_OF_A_SHOP = (
    "catalog.Product",
    "orders.Order",
    "customers.User",
    "connections.Connection",
)


class NotRestored(Exception):
    """Nothing was changed; the text says why."""


def restore(*, path: Path) -> dict[str, int]:
    """Bring back every row and picture, or change nothing and raise NotRestored.

    Before a connection creates anything it reads what its platform holds by then.
    """
    try:
        with zipfile.ZipFile(path) as file:
            rows = check(file)
            restore_pictures(file)
            restore_rows(file, rows)
    except (zipfile.BadZipFile, KeyError, ValueError, DeserializationError) as error:
        message = _("This is no whole backup: %(error)s")
        raise NotRestored(message % {"error": error}) from error
    return rows


def check(file: zipfile.ZipFile) -> dict[str, int]:
    manifest = json.loads(file.read(MANIFEST))
    if manifest["version"] != VERSION:
        raise NotRestored(_("The backup was made by another version of the shop."))
    refuse_other_tables(set(manifest["migrations"]))
    for label in MARKS_OF_A_SHOP:
        if apps.get_model(label)._default_manager.exists():
            message = _("The database is not empty: it has rows of %(name)s.")
            raise NotRestored(message % {"name": label})
    return {str(name): int(count) for name, count in manifest["rows"].items()}


def refuse_other_tables(there: set[str]) -> None:
    ours = set(migrations())
    if there != ours:
        message = _(
            "The backup and this database have other tables; they differ in:"
            " %(names)s. Use the version of the shop that made the backup."
        )
        names = ", ".join(sorted(there ^ ours)[:5])
        raise NotRestored(message % {"names": names})


def restore_pictures(file: zipfile.ZipFile) -> None:
    """Before the rows: a picture that no row comes to name harms nobody."""
    for info in file.infolist():
        path = PurePosixPath(info.filename)
        if path.parts[0] != "media" or info.is_dir():
            continue
        name = str(path.relative_to("media"))
        if not default_storage.exists(name):
            with file.open(info) as content:
                default_storage.save(name, File(content, name=name))


@transaction.atomic
def restore_rows(file: zipfile.ZipFile, counts: dict[str, int]) -> None:
    models_there = tables()
    clear(models_there)
    for model in models_there:
        label = model._meta.label_lower
        with override("vi"):  # as they were written
            found = sum(1 for _row in load(file, model))
        if found != counts.get(label, 0):
            message = _("%(name)s: %(found)s rows instead of %(wanted)s.")
            facts = {"name": label, "found": found, "wanted": counts.get(label, 0)}
            raise NotRestored(message % facts)
    reset_sequences(models_there)
    connection.check_constraints()
    for account in Connection.objects.open():
        close_gate(account)


def clear(models_there: list[type[models.Model]]) -> None:
    """What migrations put into the tables, the backup has too."""
    connection.check_constraints()  # what is still to be checked cannot be emptied
    with connection.cursor() as cursor:
        for sql in connection.ops.sql_flush(
            no_style(), [table for model in models_there for table in own_tables(model)]
        ):
            cursor.execute(sql)


def own_tables(model: type[models.Model]) -> Iterator[str]:
    yield model._meta.db_table
    for field in model._meta.local_many_to_many:
        through = field.remote_field.through
        if through and through._meta.auto_created:
            yield through._meta.db_table


def load(file: zipfile.ZipFile, model: type[models.Model]) -> Iterator[object]:
    with file.open(f"rows/{model._meta.label_lower}.jsonl") as lines:
        text = io.TextIOWrapper(lines, encoding="utf-8")
        for row in serializers.deserialize("jsonl", text):
            row.save(force_insert=True)
            yield row


def reset_sequences(models_there: list[type[models.Model]]) -> None:
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), models_there):
            cursor.execute(sql)


def unreadable_connections() -> list[Connection]:
    """Those whose credentials no key of this shop opens: connect them anew."""
    found = []
    for account in Connection.objects.open():
        try:
            dict(account.credentials)
        except CredentialsUnreadable:
            found.append(account)
    return found
