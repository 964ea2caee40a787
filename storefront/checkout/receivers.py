from django.conf import settings
from django.dispatch import receiver
from django.template.loader import render_to_string
from django.utils import translation

from storefront.orders.models import Order
from storefront.orders.signals import order_paid, order_placed
from storefront.outbox.services import send_email
from storefront.payments.services import transfer_details


@receiver(order_placed, dispatch_uid="confirm by e-mail")
def confirm_by_email(*, order: Order, **options: object) -> None:
    """Write the confirmation, with what to pay where if the order waits for money."""
    write(order, "confirmation", transfer=transfer_details(order))


@receiver(order_paid, dispatch_uid="thank for the money by e-mail")
def thank_by_email(*, order: Order, **options: object) -> None:
    write(order, "paid")


def write(order: Order, letter: str, **facts: object) -> None:
    """In the order's language, where there is an address."""
    if not order.email:
        return
    with translation.override(order.language):
        facts |= {
            "order": order,
            "lines": order.lines.all(),
            "shop": settings.SHOP_NAME,
            "link": settings.SITE_URL + order.get_absolute_url(),
        }
        subject = render_to_string(f"checkout/email/{letter}_subject.txt", facts)
        body = render_to_string(f"checkout/email/{letter}.txt", facts)
    send_email(
        to=order.email,
        subject=" ".join(subject.split()),
        body=body,
        language=order.language,
        about=order.number,
    )
