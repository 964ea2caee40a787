"""The map of personal data: every column that can hold a text, and whose it is.

A column that is not on the map fails the build (tests/privacy/test_columns.py).
"""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models

FILE = Path(__file__).with_name("columns.toml")

#: What people's names and words could be in. Choices, keys and numbers are not.
TEXTS = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.GenericIPAddressField,
    models.BinaryField,
    models.FileField,
)


@dataclass(frozen=True, slots=True)
class Table:
    """`erased` with its owner; `kept` by law or because it says nobody's name, with
    the reason; `staff` is of those who work here.
    """

    erased: tuple[str, ...] = ()
    kept: dict[str, str] = field(default_factory=dict)
    staff: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()

    @property
    def columns(self) -> set[str]:
        return {*self.erased, *self.kept, *self.staff, *self.plain}


@cache
def tables() -> dict[str, Table]:
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {label: table_of(facts) for label, facts in told.items()}


def table_of(facts: dict[str, Any]) -> Table:
    return Table(
        erased=tuple(facts.get("erased", ())),
        kept=dict(facts.get("kept", {})),
        staff=tuple(facts.get("staff", ())),
        plain=tuple(facts.get("plain", ())),
    )


def there() -> dict[str, set[str]]:
    """What the database really has, by table."""
    found = {
        model._meta.label: {
            column.name
            for column in model._meta.local_concrete_fields
            if isinstance(column, TEXTS) and holds_words(column)
        }
        for model in apps.get_models(include_auto_created=True)
    }
    return {label: columns for label, columns in found.items() if columns}


def holds_words(column: models.Field[Any, Any]) -> bool:
    return not (column.choices or is_translation(column))


def is_translation(column: models.Field[Any, Any]) -> bool:
    """It is what the column is that it translates."""
    name, _underscore, language = column.name.rpartition("_")
    names = {other.name for other in column.model._meta.local_concrete_fields}
    return name in names and language in dict(settings.LANGUAGES)


def unmapped() -> dict[str, set[str]]:
    """What nobody has thought about yet."""
    known = {label: table.columns for label, table in tables().items()}
    missing = {
        label: columns - known.get(label, set()) for label, columns in there().items()
    }
    return {label: columns for label, columns in missing.items() if columns}
