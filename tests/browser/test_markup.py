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

#: Its rules of taste are switched off where ours differ; what a browser may trip over
#: is all on.
RULES = {
    "extends": ["html-validate:standard"],
    "rules": {
        "no-trailing-whitespace": "off",  # templates leave it, compression takes it
        "long-title": "off",  # product titles are the owner's
        "tel-non-breaking": "off",
        "no-implicit-button-type": "off",  # a button submits, as HTML says
        "prefer-native-element": "off",
        "attribute-empty-style": "off",  # `alt=""` is what Django's own pages write too
        "void-style": "off",
        "no-inline-style": "error",
        "require-sri": "off",  # everything is our own
    },
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
    (folder / ".htmlvalidate.json").write_text(json.dumps({"root": True} | RULES))
    for name, answer in pages.items():
        file = folder / f"{name.replace('/', '_').replace(' ', '-')}.html"
        file.write_bytes(answer.content)
    report = folder / "report.json"  # a pipe loses the end of a long one
    options = ("--formatter", f"json={report}", str(folder / "*.html"))
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
