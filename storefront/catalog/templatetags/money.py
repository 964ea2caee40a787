from django import template
from django.conf import settings
from django.utils.translation import get_language

from storefront.catalog.money import format_money

register = template.Library()


@register.filter
def money(amount: int, currency: str = "") -> str:
    """In the language of the page; in the shop's currency unless told otherwise."""
    language = get_language() or settings.LANGUAGE_CODE
    return format_money(amount, currency or settings.SHOP_CURRENCY, language)
