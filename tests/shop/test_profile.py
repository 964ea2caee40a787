from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client
from PIL import Image

from storefront.shop import models
from storefront.shop.models import Profile, current_profile
from tests.people import ann

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_without_a_profile_the_shop_has_the_name_of_the_settings(settings):
    settings.SHOP_NAME = "Mầm"

    assert current_profile().shown_name == "Mầm"


def test_a_second_profile_cannot_be_there():
    Profile(name="Mầm").save()

    with pytest.raises(IntegrityError, match="one_shop_profile"):
        Profile.objects.bulk_create([Profile(pk=2)])


def test_is_read_once_for_many_pages(django_assert_num_queries):
    current_profile()

    with django_assert_num_queries(0):
        current_profile()


def test_a_change_is_seen_at_once_where_it_was_made():
    current_profile()
    Profile(name="Mầm").save()

    assert current_profile().name == "Mầm"


@pytest.mark.parametrize(
    ("field", "color"), [("accent", "#f5d9a8"), ("accent_dark", "#5a2a10")]
)
def test_an_accent_that_cannot_be_read_is_refused(field, color):
    with pytest.raises(ValidationError, match="khó đọc"):
        Profile(pk=1, **{field: color}).full_clean()


@pytest.mark.parametrize("color", ["red", "#12345", "#12345g", "#a2401f;}"])
def test_what_is_no_color_is_refused(color):
    with pytest.raises(ValidationError):
        Profile(pk=1, accent=color).full_clean()


def test_our_own_papers_are_those_of_the_style_sheet(settings):
    tokens = (settings.BASE_DIR / "static/css/tokens.css").read_text()

    assert f"--paper: {models.PAPER}" in tokens
    assert f"--paper: {models.DARK_PAPER}" in tokens


def test_staff_write_it_and_every_page_shows_it(rf):
    browser = Client()
    browser.force_login(ann())
    page = browser.get("/admin/shop/profile/", follow=True)
    fields = {
        name: value if value is not None else ""
        for name, value in page.context["adminform"].form.initial.items()
    }
    picture = SimpleUploadedFile("logo.png", png())

    answer = browser.post(
        page.request["PATH_INFO"], fields | {"name": "Mầm", "logo": picture}
    )

    home = Client().get("/vi/").content.decode()
    assert answer.status_code == 302
    assert "Mầm" in home
    assert Profile.objects.get().logo.url in home


def test_an_svg_is_no_logo():
    drawing = SimpleUploadedFile("logo.svg", b"<svg xmlns='x'><script/></svg>")

    with pytest.raises(ValidationError, match="PNG"):
        Profile(pk=1, logo=drawing).full_clean()


def png() -> bytes:
    written = BytesIO()
    Image.new("RGB", (40, 20), "#a2401f").save(written, "PNG")
    return written.getvalue()
