from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PrivateFiles(FileSystemStorage):
    """Beside the media folder, since nobody but staff may read what is kept here."""

    @property
    def base_location(self) -> str:
        return str(Path(settings.DATA_DIR) / "imports")

    @property
    def location(self) -> str:
        return self.base_location


def private_files() -> FileSystemStorage:
    return PrivateFiles()


class ImportQuerySet(models.QuerySet["Import"]):
    def open(self) -> Self:
        return self.filter(ended_at=None)

    def old(self, before: datetime) -> Self:
        """Ended so long ago that nobody goes on with its file."""
        return self.filter(ended_at__lt=before)


class Import(models.Model):
    """One file on its way into the catalogue, or looked through without a change."""

    class State(models.TextChoices):
        ASKING = "asking", _("Asks what its columns are")
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")
        #: Not the word for a job's, which is tried again.
        FAILED = "failed", pgettext_lazy("import", "Failed")

    name = models.CharField(_("file"), max_length=200)
    #: Empty where the file lies at `path` on the machine that runs the command.
    file = models.FileField(storage=private_files, blank=True, editable=False)
    #: Of the file's content and the choices below: the same again goes on with this.
    key = models.CharField(max_length=64, editable=False)
    format = models.CharField(_("format"), max_length=20)
    #: See choices.py.
    choices = models.JSONField(default=dict, editable=False)
    dry_run = models.BooleanField(_("only look"), default=False)
    language = models.CharField(max_length=8, editable=False)
    state = models.CharField(
        _("state"), max_length=9, choices=State.choices, default=State.WAITING
    )
    error = models.CharField(_("error"), max_length=500, blank=True)
    #: How many products are done, and of how many.
    cursor = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), null=True)
    added = models.PositiveIntegerField(_("added"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    refused = models.PositiveIntegerField(_("lines refused"), default=0)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    started_at = models.DateTimeField(_("started"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(ended_at=None),
                name="one_open_import_per_file",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def changes(self) -> int:
        return self.added + self.changed

    @property
    def percent(self) -> int:
        return 100 * self.cursor // self.total if self.total else 0

    @property
    def left(self) -> timedelta | None:
        """How long it will take from now, at the pace so far."""
        if not (self.total and self.cursor and self.started_at) or self.ended_at:
            return None
        spent = timezone.now() - self.started_at
        seconds = spent.total_seconds() * (self.total - self.cursor) / self.cursor
        return timedelta(seconds=round(seconds))


class ReportLine(models.Model):
    """One line of an import's report."""

    class Kind(models.TextChoices):
        REFUSED = "refused", _("Refused")
        NOTE = "note", _("Left out")
        ADDED = "added", _("Added")
        CHANGED = "changed", _("Changed")

    run = models.ForeignKey(Import, models.CASCADE, related_name="report_lines")
    kind = models.CharField(_("what"), max_length=7, choices=Kind.choices)
    line = models.PositiveIntegerField(_("line"))
    column = models.CharField(_("column"), max_length=100, blank=True)
    value = models.CharField(_("value"), max_length=200, blank=True)
    text = models.CharField(_("why"), max_length=1000)
    #: "option" where staff can mend it by saying what an option is.
    code = models.CharField(max_length=10, blank=True, editable=False)

    class Meta:
        verbose_name = _("line of a report")
        verbose_name_plural = _("lines of a report")
        indexes = [
            models.Index(fields=["run", "kind", "id"], name="report_line_of_run")
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.text}"


class Preset(models.Model):
    """What the columns of a kind of spreadsheet mean, as staff once said."""

    name = models.CharField(_("name"), max_length=200)
    #: See formats/mapped.py: the same columns in any order.
    signature = models.CharField(max_length=64, unique=True, editable=False)
    columns = models.JSONField(_("columns"), default=dict)
    axes = models.JSONField(_("options"), default=dict)

    class Meta:
        verbose_name = _("column mapping")
        verbose_name_plural = _("column mappings")

    def __str__(self) -> str:
        return self.name
