from django import template
from django.utils.safestring import SafeString

from storefront.shop.prose import render_prose

register = template.Library()


@register.filter
def prose(text: str) -> SafeString:
    return render_prose(text)
