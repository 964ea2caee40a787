import re

import brotli
import pytest
from django.test import Client

from storefront.shop.models import Profile
from storefront.web.styles import FOLDER, SHEETS, sheet

pytestmark = pytest.mark.django_db


def style_of(page) -> str:
    return re.search(r'href="(/style/\w+\.css)"', page.content.decode())[1]


def test_a_page_needs_one_style_sheet_which_may_be_kept_for_good():
    page = Client().get("/vi/")

    answer = Client().get(style_of(page))

    assert page.content.decode().count('rel="stylesheet"') == 1
    assert "immutable" in answer["Cache-Control"]


def test_an_old_name_gives_the_present_sheet_and_is_not_kept():
    answer = Client().get("/style/0000.css")

    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")


def test_the_owner_s_color_is_in_it_under_another_name():
    before = style_of(Client().get("/vi/"))
    Profile(accent="#1d4f91").save()
    after = style_of(Client().get("/vi/"))

    assert before != after
    assert "--accent:#1d4f91" in Client().get(after).content.decode()


def test_all_of_it_is_below_15_kilobytes():
    everything = sheet("", "") + (FOLDER / "staff.css").read_bytes()

    assert len(brotli.compress(everything)) < 15_000


@pytest.mark.parametrize("encoding", ["br", "gzip", ""])
def test_it_is_sent_as_the_browser_takes_it(encoding):
    address = style_of(Client().get("/vi/"))

    answer = Client().get(address, headers={"Accept-Encoding": encoding})

    assert answer.get("Content-Encoding", "") == encoding


def test_every_sheet_of_the_pages_is_in_it():
    of_staff = {"admin", "description", "desk", "forms", "health", "lists"} | {
        "product-form",
        "staff",
    }
    alone = of_staff | {"broken", "samples"}

    assert {path.stem for path in FOLDER.glob("*.css")} - alone == set(SHEETS)
