"""Why a voucher is refused, in the words of the page's language."""

from django.utils.translation import gettext as _

from storefront.catalog.templatetags.money import money
from storefront.promotions.services import Reason, VoucherRefused


def refusal(refused: VoucherRefused) -> str:
    facts = {"code": refused.code[:30]}
    if refused.voucher is not None:
        facts["minimum"] = money(refused.voucher.minimum)
    return texts()[refused.reason] % facts


def texts() -> dict[Reason, str]:
    return {
        Reason.UNKNOWN: _("There is no voucher “%(code)s”. Look at how it is written."),
        Reason.NOT_YET: _("The voucher %(code)s cannot be used yet."),
        Reason.OVER: _("The time of the voucher %(code)s is over."),
        Reason.USED_UP: _("The voucher %(code)s has been used up."),
        Reason.USED_BY_YOU: _("You have used the voucher %(code)s already."),
        Reason.TOO_LITTLE: _("The voucher %(code)s needs goods for %(minimum)s."),
    }
