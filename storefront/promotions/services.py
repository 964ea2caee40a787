from datetime import datetime
from enum import Enum, auto

from django.db import transaction
from django.db.models import F

from storefront.contract.clock import now
from storefront.promotions.models import Voucher


class Reason(Enum):
    UNKNOWN = auto()
    NOT_YET = auto()
    OVER = auto()
    USED_UP = auto()
    USED_BY_YOU = auto()
    TOO_LITTLE = auto()


class VoucherRefused(Exception):
    """This order cannot use this code. `voucher` is nothing where there is none."""

    def __init__(self, reason: Reason, *, code: str, voucher: Voucher | None) -> None:
        super().__init__(f"{code}: {reason.name}")
        self.reason, self.code, self.voucher = reason, code, voucher


def find_voucher(*, code: str, goods: int, phone: str = "") -> Voucher:
    """Return the voucher if such an order could use it now, or raise VoucherRefused.

    It promises nothing: only `use_voucher` does. Without a phone, what that customer
    has used is not looked at.
    """
    voucher = Voucher.objects.filter(code=normalised(code)).first()
    return checked(voucher, code=code, goods=goods, phone=phone, moment=now())


@transaction.atomic
def use_voucher(
    *, code: str, goods: int, phone: str, reference: str, moment: datetime | None = None
) -> Voucher:
    """Count the order among the voucher's uses, once, or raise VoucherRefused.

    It must run at the moment given, or now. The row stays locked until
    the order is committed, so the limits hold however many come at once.
    """
    voucher = locked(code)
    if voucher and voucher.uses.open().filter(reference=reference).exists():
        return voucher
    moment = moment or now()
    found = checked(voucher, code=code, goods=goods, phone=phone, moment=moment)
    found.uses.create(reference=reference, phone=phone, used_at=moment)
    Voucher.objects.filter(pk=found.pk).update(used=F("used") + 1)
    return found


@transaction.atomic
def give_back_voucher(*, code: str, reference: str) -> None:
    """The order came to nothing: let somebody else use the voucher, once."""
    voucher = locked(code) if code else None
    if voucher is None:
        return
    uses = voucher.uses.open().filter(reference=reference)
    if uses.update(ended_at=now()):
        Voucher.objects.filter(pk=voucher.pk).update(used=F("used") - 1)


def locked(code: str) -> Voucher | None:
    vouchers = Voucher.objects.select_for_update(no_key=True)
    return vouchers.filter(code=normalised(code)).first()


def checked(
    voucher: Voucher | None, *, code: str, goods: int, phone: str, moment: datetime
) -> Voucher:
    reason = why_not(voucher, goods=goods, phone=phone, moment=moment)
    if voucher is None or reason:
        raise VoucherRefused(reason or Reason.UNKNOWN, code=code, voucher=voucher)
    return voucher


def why_not(
    voucher: Voucher | None, *, goods: int, phone: str, moment: datetime
) -> Reason | None:
    if voucher is None or not voucher.active:
        return Reason.UNKNOWN
    if not voucher.runs_at(moment):
        return Reason.OVER if voucher.over_at(moment) else Reason.NOT_YET
    if voucher.used_up:
        return Reason.USED_UP
    if used_by(voucher, phone):
        return Reason.USED_BY_YOU
    return Reason.TOO_LITTLE if goods < voucher.minimum else None


def used_by(voucher: Voucher, phone: str) -> bool:
    if voucher.per_customer is None or not phone:
        return False
    return voucher.uses.open().filter(phone=phone).count() >= voucher.per_customer


def normalised(code: str) -> str:
    """As codes are stored. What no column can hold is no code."""
    code = "".join(code.split()).upper()
    return code if code.isprintable() else ""
