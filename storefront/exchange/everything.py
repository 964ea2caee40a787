"""All that the owner has, as files that any program reads, and the pictures."""

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext as _

from storefront.exchange.exporting import export_products
from storefront.exchange.formulas import harmless
from storefront.exchange.snapshot import snapshot

#: The rooms whose rows are the owner's. Connections, jobs and what channels confirmed
#: are the shop's own business: `backup` keeps those.
ROOMS = ("catalog", "inventory", "customers", "orders", "promotions", "shop")
#: Nobody outside the shop has a use for it.
SECRET = {"password"}


class NotEmpty(Exception):
    """There is something in the folder already."""


def export_all(*, folder: Path) -> dict[str, int]:
    """Write every room's rows and all pictures; return how many of each."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise NotEmpty(_("%(folder)s is not empty.") % {"folder": folder})
    with snapshot():
        counts = {
            "products.csv": export_products(
                path=folder / "products.csv", format="kieng"
            )
        }
        for model in tables():
            counts[model._meta.label_lower] = write_table(folder, model)
    counts["media"] = copy_media(folder / "media")
    return counts


def tables() -> list[type[models.Model]]:
    return [
        model
        for room in ROOMS
        if apps.is_installed(f"storefront.{room}")
        for model in apps.get_app_config(room).get_models()
    ]


def write_table(folder: Path, model: type[models.Model]) -> int:
    name = model._meta.label_lower
    columns = [
        field.attname
        for field in model._meta.concrete_fields
        if field.name not in SECRET
    ]
    count = 0
    with (
        (folder / f"{name}.csv").open("w", newline="", encoding="utf-8-sig") as table,
        (folder / f"{name}.json").open("w", encoding="utf-8") as document,
    ):
        writer = csv.writer(table)
        writer.writerow(columns)
        document.write("[")
        for count, row in enumerate(rows_of(model, columns), start=1):
            writer.writerow([cell(value) for value in row.values()])
            document.write(",\n" if count > 1 else "\n")
            json.dump(row, document, cls=DjangoJSONEncoder, ensure_ascii=False)
        document.write("\n]\n")
    return count


def rows_of(
    model: type[models.Model], columns: list[str]
) -> Iterator[dict[str, object]]:
    rows = model._default_manager.order_by("pk").iterator(chunk_size=1000)
    for row in rows:
        yield {name: plain(getattr(row, name)) for name in columns}


def plain(value: object) -> object:
    return str(value) if isinstance(value, models.fields.files.FieldFile) else value


def cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    return harmless(value if isinstance(value, str) else str(value))


def copy_media(folder: Path) -> int:
    count = 0
    for name in stored_files():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with default_storage.open(name) as source, target.open("wb") as copy:
            shutil.copyfileobj(source, copy)
        count += 1
    return count


def stored_files(folder: str = "") -> Iterator[str]:
    """Every file of the media storage, by its name there."""
    if folder and not default_storage.exists(folder):
        return
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for file in sorted(files):
        yield f"{folder}/{file}" if folder else file
    for below in sorted(folders):
        yield from stored_files(f"{folder}/{below}" if folder else below)
