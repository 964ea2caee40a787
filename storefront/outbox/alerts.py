"""What staff must know of: one row for each matter, until it is settled."""

from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext

from storefront.outbox.models import Alert


@transaction.atomic
def raise_alert(*, key: str, text: str, facts: Mapping[str, object]) -> None:
    """Tell staff, in their languages. Told again while it is open, it is one alert.

    `text` is a message of the catalogue, marked by gettext_noop.
    """
    texts = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            texts[f"text_{language}"] = (gettext(text) % facts)[:500]
    alert, created = Alert.objects.get_or_create(
        key=key[:200], settled_at=None, defaults=texts
    )
    if not created:
        Alert.objects.filter(pk=alert.pk).update(
            **texts, times=F("times") + 1, told_at=timezone.now()
        )


def settle_alert(*, key: str) -> None:
    """It is over, or somebody has seen to it."""
    Alert.objects.filter(key=key[:200], settled_at=None).update(
        settled_at=timezone.now()
    )
