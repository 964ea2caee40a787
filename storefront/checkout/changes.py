"""What is different now from what the buyer saw, said plainly."""

from django.utils.translation import gettext as _

from storefront.catalog.templatetags.money import money
from storefront.checkout.quotes import Quote, Seen, fingerprint


def changes(seen: str, now: Quote) -> list[str]:
    """At least one sentence, whatever a form claims to have seen."""
    before, told = Seen.read(seen), []
    if before.lines != fingerprint(now.contents):
        told.append(_("Your cart has changed since you saw it."))
    if before.delivery_fee != str(now.delivery_fee):
        told.append(fee_change(before.delivery_fee, now.delivery_fee))
    if before.discount != str(now.less.goods):
        told.append(discount_change(before.discount, now.less.goods))
    told = told or [_("Your cart has changed since you saw it.")]
    return [*told, _("This is how it is now: look it over, then order again.")]


def fee_change(before: str, now: int) -> str:
    if not amount(before):
        return _("Delivery costs %(now)s.") % {"now": money(now)}
    return _("Delivery costs %(now)s to this address, not %(before)s.") % {
        "now": money(now),
        "before": money(int(before)),
    }


def discount_change(before: str, now: int) -> str:
    if not amount(before):
        return _("The voucher takes off %(now)s.") % {"now": money(now)}
    return _("The voucher takes off %(now)s, not %(before)s.") % {
        "now": money(now),
        "before": money(int(before)),
    }


def amount(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16
