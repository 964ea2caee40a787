"""The pages that staff have beside Django's own."""

import re
from collections.abc import Sequence

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from storefront.catalog.models import Variant
from storefront.catalog.period_form import PeriodForm
from storefront.catalog.price_forms import PriceRowForm, RuleForm
from storefront.catalog.services import PriceMoved, change_prices
from storefront.catalog.switching import set_sales

#: How many variants one page changes.
MOST_ROWS = 200


@permission_required("catalog.change_variant", raise_exception=True)
def prices(request: HttpRequest) -> HttpResponse:
    """Change the prices of the products in `ids`: by a rule first, then row by row."""
    variants = list(chosen_variants(numbers(request.GET.get("ids", ""))))
    rule = RuleForm(request.POST if "preview" in request.POST else None)
    period = PeriodForm(request.POST if "save" in request.POST else None)
    if "save" in request.POST:
        rows = [PriceRowForm(variant, request.POST) for variant in variants]
        if save(request, rows, period):
            return HttpResponseRedirect(reverse("admin:catalog_product_changelist"))
    else:
        rows = rows_by_rule(rule, variants)
    context = admin.site.each_context(request) | {
        "title": _("Change prices"),
        "rule": rule,
        "rows": rows,
        "period": period,
        "previewed": rule.is_bound and rule.is_valid(),
    }
    return render(request, "catalog/change_prices.html", context)


def numbers(text: str) -> list[int]:
    """Read the ids of an address; what is none is left out."""
    words = [word for word in text.split(",") if re.fullmatch("[0-9]{1,18}", word)]
    return [int(word) for word in words[:MOST_ROWS]]


def chosen_variants(product_ids: Sequence[int]) -> Sequence[Variant]:
    variants = Variant.objects.filter(product__in=product_ids, archived=False)
    ordered = variants.select_related("product", "sale").order_by(
        "product_id", "position", "pk"
    )
    return ordered[:MOST_ROWS]


def rows_by_rule(rule: RuleForm, variants: Sequence[Variant]) -> list[PriceRowForm]:
    if not (rule.is_bound and rule.is_valid()):
        return [PriceRowForm(variant, None) for variant in variants]
    make = rule.rule().price
    return [PriceRowForm(variant, None, price=make(variant)) for variant in variants]


def save(
    request: HttpRequest, rows: Sequence[PriceRowForm], period: PeriodForm
) -> bool:
    """Save all rows, or none and say which are wrong."""
    if not (all_valid(rows) and period.is_valid() and suits(rows, period)):
        messages.error(request, _("Nothing was changed: see the rows marked below."))
        return False
    try:
        changed = save_edited([row for row in rows if row.differs()], period)
    except PriceMoved as moved:
        text = _("Nothing was changed: the price of %(sku)s was changed meanwhile.")
        messages.error(request, text % {"sku": moved.variant.sku})
        return False
    text = ngettext("%(n)s price changed.", "%(n)s prices changed.", changed)
    if period.given:
        text = ngettext("%(n)s sale price set.", "%(n)s sale prices set.", changed)
    messages.success(request, text % {"n": changed})
    return True


def all_valid(rows: Sequence[PriceRowForm]) -> bool:
    return all([row.is_valid() for row in rows])  # noqa: C419 - each shows its errors


def suits(rows: Sequence[PriceRowForm], period: PeriodForm) -> bool:
    return not period.given or period.suits(row for row in rows if row.differs())


def save_edited(edited: Sequence[PriceRowForm], period: PeriodForm) -> int:
    seen = {row.variant.pk: row.seen() for row in edited}
    if period.given:
        set_sales(
            amounts={row.variant.pk: row.wanted().amount for row in edited},
            seen=seen,
            starts_at=period.starts_at,
            ends_at=period.ends_at,
        )
        return len(edited)
    prices = {row.variant.pk: row.wanted() for row in edited}
    return len(change_prices(prices=prices, seen=seen))
