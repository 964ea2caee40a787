"""Every page, as html-validate reads it."""

import json
import subprocess
from pathlib import Path

import pytest
from django.test import Client, override_settings

from storefront.catalog.models import Variant
from tests.browser._npm import npm_tool
from tests.browser._pages import CHOICES, fill_shop, shop_pages, staff_pages
from tests.buying import browser, put_in_cart

pytestmark = pytest.mark.django_db

#: Off is only what would make no page better, each for the reason beside it.
SHOP = {
    "no-trailing-whitespace": "off",  # templates leave it, compression takes it
    "long-title": "off",  # titles of products are the owner's
    "no-implicit-button-type": "off",  # a button submits, as HTML says
    "attribute-empty-style": "off",  # `alt=""` and `alt` say the same
    "wcag/h32": "off",  # where all is sold out, nothing can be sent
    # `<search>` is too young for the phones that shop here
    "prefer-native-element": ["error", {"exclude": ["search"]}],
    "tel-non-breaking": ["error", {"ignoreClasses": ["number"]}],
}
#: And what Django writes in its own pages, where axe-core finds nothing amiss.
STAFF = SHOP | {
    "void-style": "off",  # `<br />` and `<br>` say the same
    "prefer-tbody": "off",  # a browser adds it
    "prefer-button": "off",  # `<input type="submit">` is one
    "form-dup-name": "off",  # the rows that are ticked, a list on purpose
    "wcag/h63": "off",  # a head at the start of a row is that row's
    "wcag/h71": "off",  # named by the heading instead of a legend
    "wcag/h30": "off",  # an icon named by its title
    "no-redundant-aria-label": "off",  # in a table the label beside it is not shown
    "unique-landmark": "off",  # the years above a list have no name
}


@pytest.fixture
def pages(tmp_path):
    with override_settings(ROOT_URLCONF="tests.browser._pages"):
        owner = fill_shop()
        answers = dict(bodies(owner))
        assert {one.status_code for one in answers.values()} == {200, 404, 422}
        yield answers


def bodies(owner):
    shopper, staff = browser(), Client()
    staff.force_login(owner)
    for language in ("vi", "en"):
        for shown in shop_pages():
            if not shown.prepare:
                yield shown.name + language, shopper.get(shown.path.format(language))
    put_in_cart(shopper, variant_of_choices())
    for name in ("cart", "checkout"):
        yield f"full {name}", shopper.get(f"/vi/{name}/")
    yield "mistakes", shopper.post("/vi/checkout/", {})
    yield "admin sign-in", Client().get("/admin/login/")
    for shown in staff_pages():
        yield shown.name, staff.get(shown.path)


def variant_of_choices():
    return Variant.objects.filter(product__slug=CHOICES, stock__on_hand__gt=3).first()


def complaints(pages, folder) -> list[str]:
    """Staff pages have a folder of their own, and rules beside it."""
    for place, rules in (("shop", SHOP), ("staff", STAFF)):
        config = {"root": True, "extends": ["html-validate:recommended"]}
        (folder / place).mkdir()
        file = folder / place / ".htmlvalidate.json"
        file.write_text(json.dumps(config | {"rules": rules}))
    for name, answer in pages.items():
        place = "staff" if name.startswith("admin") else "shop"
        file = folder / place / f"{name.replace('/', '_').replace(' ', '-')}.html"
        file.write_bytes(answer.content)
    report = folder / "report.json"  # a pipe loses the end of a long one
    options = ("--formatter", f"json={report}", str(folder / "*" / "*.html"))
    command = [*npm_tool("html-validate"), *options]
    subprocess.run(command, check=False, cwd=folder, stdout=subprocess.DEVNULL)
    return [
        f"{Path(one['filePath']).name}:{found['line']} {found['ruleId']}"
        f" {found['message']}"
        for one in json.loads(report.read_text())
        for found in one["messages"]
    ]


def test_html_validate_finds_no_error_on_any_page(pages, tmp_path):
    found = complaints(pages, tmp_path)

    assert found == [], "\n".join(found)


def test_the_watch_sees_an_element_that_is_not_closed(pages, tmp_path):
    home = pages["homevi"]
    home.content = home.content.replace(b"</main>", b"")

    assert "close-order" in str(complaints({"home": home}, tmp_path))
