"""Which pages the admin has, and which of its addresses are none."""

from collections.abc import Callable, Iterator

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.test import RequestFactory
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Page

from storefront.customers.models import User
from tests.bench._served import PASSWORD
from tests.browser._pages import Shown
from tests.browser._walk import AWAY, FILE, PART, POST

#: Django's own, alike for all models: one of each kind is enough.
ALIKE = ("_history", "_delete")
#: What no eye rests on, and why.
NOT_PAGES = {
    "admin:autocomplete": PART,
    "admin:checkout_link_qr": FILE,
    "admin:consent_back": AWAY,
    "admin:exchange_cancel": POST,
    "admin:exchange_download": FILE,
    "admin:exchange_go": POST,
    "admin:exchange_options": POST,
    "admin:exchange_report": FILE,
    "admin:health_act": POST,
    "admin:health_figures": PART,
    "admin:jsi18n": FILE,
    "admin:logout": POST,
    "admin:view_on_site": AWAY,
}
#: Staff who have no second step yet.
NEWCOMER = "newcomer"


def let_newcomer_in() -> None:
    User.objects.create_superuser(NEWCOMER, password=PASSWORD)


def doors() -> dict[str, Shown]:
    """What staff see before they are in, by the names of their addresses."""
    return {
        "admin:login": Shown("admin sign-in", "/admin/login/"),
        "second_factor": Shown("admin code", "", first_step("demo")),
        "set_up_second_factor": Shown("admin set-up", "", first_step(NEWCOMER)),
    }


def first_step(name: str) -> Callable[[Page, str], None]:
    def sign_in(page: Page, _language: str) -> None:
        page.goto("/admin/login/?next=/admin/")
        page.fill("[name=username]", name)
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/second-step/**")

    return sign_in


def staff_names() -> set[str]:
    """The kinds of all pages of the admin."""
    pages = set(names_in(get_resolver().url_patterns)) - NOT_PAGES.keys()
    return {kind_of(name) for name in pages - never_added()}


def names_in(
    patterns: list[URLPattern | URLResolver], space: str = "", above: str = ""
) -> Iterator[str]:
    for pattern in patterns:
        path = above + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inside = f"{pattern.namespace}:" if pattern.namespace else space
            yield from names_in(pattern.url_patterns, inside, path)
        elif pattern.name and path.startswith("admin/"):
            yield space + pattern.name


def kind_of(name: str) -> str:
    return next((end for end in ALIKE if name.endswith(end)), name)


def never_added() -> set[str]:
    """Forms for what not even the owner may add by hand."""
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True)
    return {
        f"admin:{base_of(keeper)}_add"
        for keeper in admin.site._registry.values()
        if not keeper.has_add_permission(request)
    }


def base_of(keeper: ModelAdmin[Model]) -> str:
    return f"{keeper.opts.app_label}_{keeper.opts.model_name}"


def path_of(name: str) -> str:
    """Where a page is that no link leads to; empty where that cannot be known."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return first_form(name)


def first_form(name: str) -> str:
    for model, keeper in admin.site._registry.items():
        row = model._default_manager.first()
        if row and name == f"admin:{base_of(keeper)}_change":
            return reverse(name, args=[row.pk])
    return ""
