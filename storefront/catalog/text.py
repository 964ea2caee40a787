"""Text that no database column and no page can hold."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

#: NUL, halves of a character, and the mark that stands where bytes made no sense.
BROKEN = {"\x00", "\ufffd", *map(chr, range(0xD800, 0xE000))}


def clean(text: str) -> bool:
    return BROKEN.isdisjoint(text)


def check_text(row: models.Model) -> None:
    for field in row._meta.concrete_fields:
        value = field.value_from_object(row)
        if isinstance(value, str) and not clean(value):
            message = _("“%(field)s” holds broken characters. Type it anew.")
            raise ValidationError(message, "broken", {"field": field.verbose_name})
