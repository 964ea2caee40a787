"""Uploaded pictures become three files, made once, each named by its own content.

`file` is the picture as the shop keeps it, `page_file` the small one of its pages and
`rendition` the JPEG of the channels: at most 1600 px, on white, and at least 500 px on
both sides, as Meta asks. A picture smaller than that is enlarged until its longer side
has 500 px and gets white margins; staff are told, since it looks blurred.

The same picture is the same file, so files are shared and are not deleted with a row.
"""

import hashlib
import json
import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext as _

from storefront.catalog.developing import CHANNEL_LEAST, MOST_TIME

logger = logging.getLogger(__name__)

LARGEST_FILE = 15 * 1024 * 1024
#: So often others may get in the way of one file; what then fails is told.
MOST_MEETINGS = 5
#: -E -s: whatever the shop's environment says, it is not for a process that reads what
#: strangers sent.
DEVELOPING = [sys.executable, "-E", "-s", "-m", "storefront.catalog.developing"]
KEPT, PAGES, CHANNELS = "pictures", "pages", "channel"
KEPT_NAME = re.compile(rf"{KEPT}/[0-9a-f]{{32}}\.(jpg|png|webp)")


@dataclass(frozen=True, slots=True)
class Stored:
    """Where the files of one picture are, and how large they are."""

    file: str
    page_file: str
    rendition: str
    size: tuple[int, int]
    rendition_size: tuple[int, int]

    @property
    def enlarged(self) -> bool:
        return min(self.size) < CHANNEL_LEAST


class StoredUpload(UploadedFile[bytes]):
    """An upload whose files were made, or refused, before a transaction began."""

    def __init__(self, upload: UploadedFile[bytes]) -> None:
        super().__init__(name=upload.name, size=upload.size)
        self.outcome: Stored | ValidationError
        try:
            self.outcome = store(upload)
        except ValidationError as refusal:
            self.outcome = refusal

    def result(self) -> Stored:
        if isinstance(self.outcome, ValidationError):
            raise self.outcome
        return self.outcome


def store(upload: UploadedFile[bytes]) -> Stored:
    """Check an upload and write its files, or raise ValidationError and write none.

    Slow, and nothing to do inside a transaction: files that no row comes to name harm
    nobody, since a second try writes the same ones.
    """
    if (upload.size or 0) > LARGEST_FILE:
        raise refused(
            _("This picture has %(size)s MB; at most %(most)s MB can be uploaded."),
            size=round((upload.size or 0) / 1024**2),
            most=LARGEST_FILE // 1024**2,
        )
    upload.seek(0)
    kept, page, channel = developed(upload.read())
    name = write(named(KEPT, kept.content, kept.ending), kept.content)
    return written(name, kept, page, channel)


def is_kept(name: str) -> bool:
    """Is this the name of a picture as `store` kept it, and is that still there?"""
    return bool(KEPT_NAME.fullmatch(name)) and default_storage.exists(name)


def store_again(name: str) -> Stored:
    """The files of a picture that is kept already: it is not packed anew, or it would
    lose a little with every journey through an export.
    """
    with default_storage.open(name) as file:
        content = file.read()
    if named(KEPT, content, name.rpartition(".")[2]) != name:
        return store(SimpleUploadedFile(name, content))
    return written(name, *developed(content))


def written(
    name: str, kept: "Developed", page: "Developed", channel: "Developed"
) -> Stored:
    """Write the two smaller files beside the one that bears this name."""
    pages, channels = [
        write(named(folder, one.content, one.ending), one.content)
        for folder, one in ((PAGES, page), (CHANNELS, channel))
    ]
    return Stored(name, pages, channels, kept.size, channel.size)


@dataclass(frozen=True, slots=True)
class Developed:
    ending: str
    size: tuple[int, int]
    content: bytes


def developed(content: bytes) -> Iterator[Developed]:
    """Have the files made where a picture that was made to hurt can hurt nobody."""
    answer = BytesIO(run(content))
    told = json.loads(answer.readline())
    if "refused" in told:
        raise refused(reasons()[told["refused"]], **told["params"])
    for ending, (width, height), size in told["files"]:
        yield Developed(ending, (width, height), answer.read(size))


def run(content: bytes) -> bytes:
    """Give what the process says; one that died or takes too long has said no."""
    try:
        done = subprocess.run(
            DEVELOPING,
            input=content,
            capture_output=True,
            check=True,
            cwd=settings.BASE_DIR,
            env={},
            timeout=2 * MOST_TIME,
        )
    except subprocess.SubprocessError as death:
        logger.warning("A picture of %s bytes was given up: %s", len(content), death)
        raise refused(reasons()["too_much"]) from death
    return done.stdout


def reasons() -> dict[str, str]:
    """What developing.py says, in the reader's language."""
    return {
        "broken": _("This picture is broken or not complete."),
        "unreadable": _(
            "This is not a picture the shop can read. Use JPEG, PNG or WebP."
        ),
        "too_many_pixels": _(
            "This picture has too many pixels; at most %(most)s million can be read."
        ),
        "too_small": _("This picture has only %(width)s × %(height)s pixels."),
        "too_much": _(
            "This picture takes too much memory or time. Save it smaller, or as JPEG."
        ),
    }


def refused(message: str, **params: int) -> ValidationError:
    return ValidationError(message, code="picture", params=params)


def named(folder: str, content: bytes, ending: str) -> str:
    digest = hashlib.sha256(content).hexdigest()[:32]
    return f"{folder}/{digest}.{ending}"


def write(name: str, content: bytes) -> str:
    """Keep a file under its own name, whoever else writes it now or died doing so."""
    for _again in range(MOST_MEETINGS):
        # Another took ours for half a file, and removed it to begin anew.
        with suppress(FileNotFoundError):
            return write_once(name, content)
    return write_once(name, content)


def write_once(name: str, content: bytes) -> str:
    if default_storage.exists(name):
        if default_storage.size(name) == len(content):
            return name
        default_storage.delete(name)
    written = default_storage.save(name, ContentFile(content))
    if written != name:  # another was faster with the same content
        default_storage.delete(written)
    return name
