"""Text that no database column and no page can hold."""

import re
from functools import cache

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from modeltranslation.manager import get_translatable_fields_for_model

#: NUL, halves of a character, and the mark that stands where bytes made no sense.
BROKEN = re.compile("[\x00\ufffd\ud800-\udfff]")


def clean(text: str) -> bool:
    return not BROKEN.search(text)


@cache
def shown_fields(model: type[models.Model]) -> frozenset[str]:
    """Fields that only show one of the languages, each of which is a field itself."""
    return frozenset(get_translatable_fields_for_model(model) or ())


def check_text(row: models.Model) -> None:
    shown = shown_fields(type(row))
    for field in row._meta.concrete_fields:
        value = None if field.name in shown else field.value_from_object(row)
        if isinstance(value, str) and not clean(value):
            message = _("“%(field)s” holds broken characters. Type it anew.")
            raise ValidationError(message, "broken", {"field": field.verbose_name})
