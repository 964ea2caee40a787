"""The whole shop in one file: every row and every picture, as of one moment.

Not in it: the keys that open the connections' credentials (which stay sealed), and
sessions.
"""

import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.core import serializers
from django.core.files.storage import default_storage
from django.db import models
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import override

from storefront.exchange.everything import stored_files
from storefront.exchange.exporting import whole
from storefront.exchange.snapshot import snapshot

VERSION = 1
#: Made anew by every database, or of no use in another.
LEFT_OUT = {
    "contenttypes.contenttype",
    "auth.permission",
    "sessions.session",
    "jobs.queue",
}
OTHERS = ("django_q.",)
MANIFEST = "manifest.json"


def tables() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=False)
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.label_lower not in LEFT_OUT
        and not model._meta.label_lower.startswith(OTHERS)
    ]


def migrations() -> list[str]:
    rows = MigrationRecorder.Migration.objects.order_by("app", "name")
    return [f"{row.app}.{row.name}" for row in rows]


def make_backup(*, path: Path) -> dict[str, int]:
    """Write the file whole or not at all; return how many rows each table has."""
    counts: dict[str, int] = {}

    def write(target: Path) -> int:
        counts.update(fill(target))
        return sum(counts.values())

    whole(path, write)
    path.chmod(0o600)
    return counts


def fill(target: Path) -> dict[str, int]:
    counts = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as file:
        with snapshot(), override("vi"):
            applied = migrations()
            for model in tables():
                counts[model._meta.label_lower] = add_table(file, model)
        for name in stored_files():
            add_picture(file, name)
        manifest = {"version": VERSION, "migrations": applied, "rows": counts}
        file.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return counts


def add_table(file: zipfile.ZipFile, model: type[models.Model]) -> int:
    """One row a line, each with its links to other rows by number."""
    count = 0
    with file.open(
        f"rows/{model._meta.label_lower}.jsonl", "w", force_zip64=True
    ) as out:
        for line in lines_of(model):
            out.write(line)
            count += 1
    return count


def lines_of(model: type[models.Model]) -> Iterator[bytes]:
    rows = model._default_manager.order_by("pk").iterator(chunk_size=500)
    for row in rows:
        line = serializers.serialize("jsonl", [row], use_natural_foreign_keys=True)
        yield line.encode()


def add_picture(file: zipfile.ZipFile, name: str) -> None:
    """Pictures are named by what they hold and never change: any moment will do."""
    info = zipfile.ZipInfo(f"media/{name}")
    with (
        default_storage.open(name) as source,
        file.open(info, "w", force_zip64=True) as out,
    ):
        shutil.copyfileobj(source, out)
