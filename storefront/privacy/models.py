import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Goodbye(models.Model):
    """A company told that somebody wants what it gave us forgotten, or has left it.

    Holds nothing of that person: only what was done, for the page that says so.
    """

    class Kind(models.TextChoices):
        ERASE = "erase", _("Erase")
        LEAVE = "leave", _("Left")

    code = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    connection = models.ForeignKey(
        "connections.Connection", models.PROTECT, related_name="+"
    )
    kind = models.CharField(_("what"), max_length=5, choices=Kind.choices)
    #: Was there anybody whom this company's account opened?
    known = models.BooleanField(_("was known here"))
    done_at = models.DateTimeField(_("done"), auto_now_add=True)

    class Meta:
        verbose_name = _("goodbye")
        verbose_name_plural = _("goodbyes")
        ordering = ["-done_at"]

    def __str__(self) -> str:
        return f"{self.connection}: {self.kind}"
