from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language_info


def shop(request: HttpRequest) -> dict[str, object]:
    """What every page says of the shop and of its own addresses. No query."""
    asked = f"?{request.GET.urlencode()}" if request.GET else ""
    return {
        "shop_name": settings.SHOP_NAME,
        "shop_currency": settings.SHOP_CURRENCY,
        "canonical": settings.SITE_URL + request.path,
        "alternates": [
            {
                "code": code,
                "name": get_language_info(code)["name_local"],
                "path": (path := translate_url(request.path, code)) + asked,
                "url": settings.SITE_URL + path,
            }
            for code, _ in settings.LANGUAGES
        ],
    }
