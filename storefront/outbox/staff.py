"""Letters to staff about an alert: one when it is told, one when it is over."""

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from storefront.outbox.models import Alert
from storefront.outbox.services import send_email
from storefront.shop.models import Profile, emails_in


def profile() -> Profile:
    """Read anew: whoever was just written down is told."""
    return Profile.objects.filter(pk=1).first() or Profile(pk=1)


def addresses() -> list[str]:
    kept = profile()
    return emails_in(kept.alert_emails) or emails_in(kept.email)


@transaction.atomic
def tell(alert_id: int) -> None:
    """Write to staff, once, if there is somebody to write to and it is time."""
    to = addresses()
    untold = Alert.objects.untold().filter(pk=alert_id)
    if to and untold.update(emailed_at=timezone.now()):
        write("alert", Alert.objects.get(pk=alert_id), to)


def tell_over(alert: Alert) -> None:
    """Whoever read that it began reads that it is over."""
    if alert.emailed_at:
        write("all_clear", alert, addresses())


def write(letter: str, alert: Alert, to: list[str]) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        facts = {
            "alert": alert,
            "shop": profile().shown_name,
            "page": settings.SITE_URL + alert.link if alert.link else "",
            "site": settings.SITE_URL,
        }
        subject = render_to_string(f"outbox/email/{letter}_subject.txt", facts)
        body = render_to_string(f"outbox/email/{letter}.txt", facts)
    for address in to:
        send_email(
            to=address,
            subject=" ".join(subject.split())[:200],
            body=body,
            language=settings.LANGUAGE_CODE,
            about=f"alert {alert.pk}",
        )
