"""What staff must know of: an incident is one row, written of once, and ended once.

    raise_alert(Matter("oversold", "K7F3 mug", text=_("…%(sku)s…"), facts={"sku": …}))
    settle_alert(kind="oversold", subject="K7F3 mug")
    keep_alerts("unreachable", matters)  # open these, settle all others of the kind

Each may be called again, and at once with itself. The letter to staff is written in
the same transaction as the row, and so is the one that says that it is over.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext

from storefront.outbox.models import Alert
from storefront.outbox.staff import tell, tell_over


@dataclass(frozen=True, slots=True)
class Matter:
    """`text` and `fix` (what to do) are messages of the catalogue, marked by
    gettext_noop, both filled from `facts`; `link` is the page where it is done.

    Nobody hears of what is gone again within `grace`. A matter that comes to another
    `stage` is written of anew.
    """

    kind: str
    subject: str
    text: str
    facts: Mapping[str, object]
    fix: str = ""
    link: str = ""
    stage: str = ""
    grace: timedelta = timedelta(0)
    by_email: bool = True

    @property
    def key(self) -> dict[str, str]:
        return {"kind": self.kind, "subject": self.subject[:160]}

    def said(self) -> dict[str, str]:
        """What the row holds of it, in every language of the shop."""
        texts = {"link": self.link, "stage": self.stage}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                texts[f"text_{language}"] = (gettext(self.text) % self.facts)[:500]
                fix = gettext(self.fix) % self.facts if self.fix else ""
                texts[f"fix_{language}"] = fix[:300]
        return texts


@transaction.atomic
def raise_alert(matter: Matter) -> None:
    """Tell staff. Told again while it is open, it is one alert and one letter."""
    said = matter.said()
    fresh: dict[str, object] = {
        "quiet_until": timezone.now() + matter.grace,
        "by_email": matter.by_email,
    }
    alert, created = Alert.objects.get_or_create(
        **matter.key, settled_at=None, defaults=said | fresh
    )
    if not created and not tell_again(alert, matter.stage, said):
        raise_alert(matter)  # settled just now: it is another incident
        return
    tell(alert.pk)


def tell_again(alert: Alert, stage: str, said: Mapping[str, str]) -> bool:
    row = Alert.objects.open().filter(pk=alert.pk)
    row.exclude(stage=stage).update(emailed_at=None)
    return bool(row.update(**said, times=F("times") + 1, told_at=timezone.now()))


@transaction.atomic
def settle_alert(*, kind: str, subject: str) -> None:
    """It is over, or somebody has seen to it. What nobody heard of leaves no trace."""
    rows = Alert.objects.open().filter(kind=kind, subject=subject[:160])
    alert = rows.select_for_update().first()
    if alert is None:
        return
    if alert.quiet_until > timezone.now():
        alert.delete()
        return
    alert.settled_at = timezone.now()
    alert.save(update_fields=["settled_at"])
    tell_over(alert)


def keep_alerts(kind: str, matters: Iterable[Matter]) -> None:
    """Make the open alerts of a kind these: for whoever looks again and again."""
    open_now = Alert.objects.open().filter(kind=kind)
    known = dict(open_now.values_list("subject", "stage"))
    wanted = {matter.key["subject"]: matter for matter in matters}
    for subject, matter in wanted.items():
        if known.get(subject) != matter.stage:
            raise_alert(matter)
    for subject in set(known) - set(wanted):
        settle_alert(kind=kind, subject=subject)
