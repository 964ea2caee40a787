"""What must hold between the parts of a product, told so that staff can mend it."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from storefront.catalog.models import OPTIONS, Axis, Product, Variant


def check_axes(product: Product) -> None:
    """Options are chosen in order, each of another kind."""
    axes = [product.axis_1, product.axis_2, product.axis_3]
    chosen = [axis for axis in axes if axis]
    if axes != chosen + [""] * (len(axes) - len(chosen)):
        raise ValidationError(_("Choose the first option before the next."))
    if len(set(chosen)) < len(chosen):
        raise ValidationError(_("Each option must be of another kind."))


def check_options(product: Product, variants: Sequence[Variant]) -> None:
    """Variants on sale say all of the product's options, and no two say the same."""
    seen: dict[tuple[str, ...], Variant] = {}
    for variant in variants:
        if variant.archived:
            continue
        check_complete(product, variant)
        values = tuple(comparable(variant, name) for name in OPTIONS)
        other = seen.setdefault(values, variant)
        if other is not variant:
            raise ValidationError(
                _("%(sku)s and %(other)s have the same options."),
                code="same_options",
                params={"sku": variant.sku, "other": other.sku},
            )


def check_complete(product: Product, variant: Variant) -> None:
    axes = (product.axis_1, product.axis_2, product.axis_3)
    for axis, name in zip(axes, OPTIONS, strict=True):
        value = comparable(variant, name)
        if axis and not value:
            raise option_problem(_("%(sku)s: say which %(axis)s it is."), variant, axis)
        if value and not axis:
            message = _("%(sku)s has an option that the product does not have.")
            raise option_problem(message, variant, axis)


def option_problem(message: str, variant: Variant, axis: str) -> ValidationError:
    label = str(Axis(axis).label).lower() if axis else ""
    return ValidationError(message, "option", {"sku": variant.sku, "axis": label})


def comparable(variant: Variant, name: str) -> str:
    """The Vietnamese word of an option: the one that every variant must have."""
    return " ".join((getattr(variant, f"{name}_vi") or "").casefold().split())
