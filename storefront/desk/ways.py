"""What staff do most, one press away."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from storefront.customers.models import User

#: The permission that is asked for, the page, and what one does there.
WAYS: tuple[tuple[str, str, Promise], ...] = (
    ("catalog.add_product", "catalog_product_add", _("Add a product")),
    ("inventory.change_stock", "inventory_stock_changelist", _("Count stock")),
    ("exchange.add_import", "exchange_import_add", _("Bring in a file of products")),
    ("payments.add_statement", "payments_statement_add", _("Bring in a statement")),
    ("promotions.add_voucher", "promotions_voucher_add", _("Make a voucher")),
    (
        "checkout.add_checkoutlink",
        "checkout_checkoutlink_add",
        _("Make a link to buy by"),
    ),
    (
        "connections.add_connection",
        "connections_connection_add",
        _("Connect a channel"),
    ),
    ("shop.change_profile", "shop_profile_changelist", _("Name, colours and policies")),
)


@dataclass(frozen=True, slots=True)
class Way:
    words: str
    address: str


def ways(user: User) -> Iterator[Way]:
    for permission, page, words in WAYS:
        if user.has_perm(permission):
            yield Way(str(words), reverse(f"admin:{page}"))
