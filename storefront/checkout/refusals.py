"""Why an order cannot be placed as it is, in the words of the page's language."""

from django.utils.translation import gettext as _

from storefront.checkout.services import NotDelivered
from storefront.inventory.services import OutOfStock
from storefront.orders.services import TooManyOrders
from storefront.promotions.services import VoucherRefused

REFUSALS = (OutOfStock, VoucherRefused, NotDelivered, TooManyOrders)


def refusal(refused: Exception) -> str:
    if isinstance(refused, OutOfStock):
        return sold_meanwhile(refused)
    if isinstance(refused, VoucherRefused):
        return _("Look at the voucher first: it cannot be used for this order.")
    if isinstance(refused, NotDelivered):
        return _("We do not deliver there yet.")
    return _(
        "There have been many orders from you within an hour, so we take no more here"
        " for now. Please call us, or try again in an hour: your cart stays as it is."
    )


def sold_meanwhile(short: OutOfStock) -> str:
    if not short.left:
        return _("%(sku)s has just been sold out.") % {"sku": short.sku}
    return _("Of %(sku)s only %(left)s are left in one place.") % {
        "sku": short.sku,
        "left": short.left,
    }
