from functools import cache, partial

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_info

from storefront.catalog.models import Category
from storefront.shop.models import current_profile
from storefront.shop.remembering import remembered
from storefront.web.styles import style_url


def shop(request: HttpRequest) -> dict[str, object]:
    """What every page says of the shop and of its own addresses."""
    profile = current_profile()
    return {
        "profile": profile,
        "shop_name": profile.shown_name,
        "shop_currency": settings.SHOP_CURRENCY,
        "shelves": shelves,
        "style_url": partial(style_url, profile),
        "site_url": settings.SITE_URL,
        "canonical": settings.SITE_URL + request.path,
        "demo": settings.DEMO,
        "alternates": cache(partial(alternates, request)),
    }


def alternates(request: HttpRequest) -> list[dict[str, str]]:
    """The same page in each language; asked for by pages, not by parts of them."""
    asked = f"?{request.GET.urlencode()}" if request.GET else ""
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"],
            "path": (path := in_language(request.path, code)) + asked,
            "url": settings.SITE_URL + path,
        }
        for code, _ in settings.LANGUAGES
    ]


def in_language(path: str, code: str) -> str:
    """Addresses of a page differ in their first part; Django would look each one up."""
    first, slash, rest = path[1:].partition("/")
    return f"/{code}/{rest}" if slash and first in dict(settings.LANGUAGES) else path


@remembered(seconds=1)
def shelves() -> list[Category]:
    """The categories at the top."""
    return list(Category.objects.get_root_nodes().filter(shown=True))
