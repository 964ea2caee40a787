from django.conf import settings
from django.dispatch import receiver
from django.template.loader import render_to_string
from django.utils import translation

from storefront.orders.models import Order
from storefront.orders.signals import order_placed
from storefront.outbox.services import send_email


@receiver(order_placed, dispatch_uid="confirm by e-mail")
def confirm_by_email(*, order: Order, **options: object) -> None:
    """Write the confirmation in the order's language, where there is an address."""
    if not order.email:
        return
    with translation.override(order.language):
        facts = {
            "order": order,
            "lines": order.lines.all(),
            "shop": settings.SHOP_NAME,
            "link": settings.SITE_URL + order.get_absolute_url(),
        }
        subject = render_to_string("checkout/email/confirmation_subject.txt", facts)
        body = render_to_string("checkout/email/confirmation.txt", facts)
    send_email(
        to=order.email,
        subject=" ".join(subject.split()),
        body=body,
        language=order.language,
        about=order.number,
    )
