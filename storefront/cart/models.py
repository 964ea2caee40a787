import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Cart(models.Model):
    """What a visitor is about to buy. It reserves nothing, neither stock nor price."""

    #: In the visitor's signed cookie.
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    #: Signed in, a customer finds it in every browser; else it is the cookie's.
    customer = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        editable=False,
        related_name="cart",
    )
    #: What its order will be known by: one order, however many forms are sent.
    checkout_key = models.UUIDField(default=uuid.uuid4, editable=False)
    #: Asked for, and not yet used: an order uses it.
    voucher_code = models.CharField(_("voucher"), max_length=30, blank=True)
    #: Where a checkout link came from, such as "instagram".
    origin = models.CharField(_("came from"), max_length=40, blank=True)
    #: The visitor's cart before a checkout link filled this one.
    previous = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    class Meta:
        verbose_name = _("cart")
        verbose_name_plural = _("carts")

    def __str__(self) -> str:
        return str(self.token)


class CartLine(models.Model):
    cart = models.ForeignKey(Cart, models.CASCADE, related_name="lines")
    variant = models.ForeignKey("catalog.Variant", models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField(_("quantity"))
    #: Only to say that it is another one now.
    seen_price = models.BigIntegerField(_("price when added"))

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cart", "variant"], name="one_line_per_variant"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant} × {self.quantity}"
