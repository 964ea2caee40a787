"""The logo: a small raster picture. An SVG could carry scripts, so it is refused."""

import hashlib
from pathlib import Path
from typing import Protocol

from django.core.exceptions import ValidationError
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

LARGEST_LOGO = 300 * 1024
KINDS = {".png", ".webp", ".jpg", ".jpeg"}


class HasLogo(Protocol):
    logo: FieldFile


def logo_path(profile: HasLogo, name: str) -> str:
    """A name of its content: browsers keep what is under /media/ for ever."""
    digest = hashlib.sha256(profile.logo.read()).hexdigest()[:32]
    profile.logo.seek(0)
    return f"shop/{digest}{Path(name).suffix.lower()}"


def check_logo(logo: FieldFile) -> None:
    if Path(logo.name or "").suffix.lower() not in KINDS:
        raise ValidationError(_("Use a PNG, WebP or JPEG picture."))
    if logo.size > LARGEST_LOGO:
        raise ValidationError(
            _("At most %(most)s KB.") % {"most": LARGEST_LOGO // 1024}
        )
