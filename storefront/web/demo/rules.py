"""How the demo shop delivers, whom it gives vouchers, and where money goes.

What is there already is left as it is.
"""

from django.db import transaction

from storefront.catalog.models import Variant
from storefront.checkout.models import CheckoutLink
from storefront.delivery.models import DeliveryMethod
from storefront.payments.models import BankAccount
from storefront.promotions.models import Voucher
from storefront.web.demo.loading import wait_for_turn

HANOI, SAIGON = "01", "79"


@transaction.atomic
def load_rules() -> None:
    wait_for_turn()
    if not DeliveryMethod.objects.exists():
        load_delivery()
    if not BankAccount.objects.exists():
        load_account()
    if not Voucher.objects.exists():
        load_vouchers()
    if not CheckoutLink.objects.exists():
        load_link()


def load_delivery() -> None:
    standard = DeliveryMethod.objects.create(
        name_vi="Giao tiêu chuẩn (2–4 ngày)", name_en="Standard (2–4 days)"
    )
    standard.zones.create(provinces=f"{HANOI} {SAIGON}", fee=20_000, free_over=500_000)
    standard.zones.create(fee=35_000, free_over=700_000)
    same_day = DeliveryMethod.objects.create(
        name_vi="Giao trong ngày", name_en="Same day", position=1
    )
    same_day.zones.create(provinces=SAIGON, fee=45_000)


def load_account() -> None:
    """A bank that does not exist: no app will find it, and no money goes astray."""
    BankAccount.objects.create(
        bank="999999",
        bank_name="Ngân hàng Thử (không có thật)",
        number="0000123456789",
        holder="CUA HANG THU",
    )


def load_vouchers() -> None:
    Voucher.objects.create(
        code="CHAOBE", kind="percent", percent=10, most=50_000, per_customer=1
    )
    Voucher.objects.create(code="FREESHIP", kind="delivery", minimum=300_000)
    Voucher.objects.create(code="MOTLAN", kind="amount", amount=30_000, total_limit=1)


def load_link() -> None:
    """For the first things on the shelf, as one would post it on Zalo."""
    link = CheckoutLink.objects.create(
        name="Zalo: quà cho bé", voucher_code="CHAOBE", origin="zalo"
    )
    for variant in Variant.objects.on_sale().order_by("pk")[:2]:
        link.lines.create(variant=variant, quantity=1)
