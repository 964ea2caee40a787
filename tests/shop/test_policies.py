import pytest
from django.test import Client

from storefront.shop.models import Profile
from storefront.shop.prose import render_prose

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_headings_points_and_paragraphs_are_shown_as_such():
    text = "# Đổi trả\nTrong 7 ngày.\n\n- còn tem\n- chưa dùng"

    assert render_prose(text) == (
        "<h2>Đổi trả</h2>\n<p>Trong 7 ngày.</p>\n"
        "<ul><li>còn tem</li><li>chưa dùng</li></ul>"
    )


def test_what_looks_like_html_is_text():
    assert (
        render_prose("# <b>\n<script>") == "<h2>&lt;b&gt;</h2>\n<p>&lt;script&gt;</p>"
    )


def test_a_policy_has_a_page_in_both_languages():
    Profile(returns_policy_vi="Bảy ngày.", returns_policy_en="Seven days.").save()

    pages = [
        Client().get(f"/{language}/policies/returns/").content.decode()
        for language in ("vi", "en")
    ]

    assert ["Bảy ngày." in pages[0], "Seven days." in pages[1]] == [True, True]


@pytest.mark.parametrize("topic", ["returns", "nothing", "pk"])
def test_a_policy_that_is_not_written_is_not_there(topic):
    assert Client().get(f"/vi/policies/{topic}/").status_code == 404


def test_what_the_law_asks_for_is_on_the_contact_page():
    facts = {
        "owner": "Hộ kinh doanh Mầm",
        "registration": "0123456789",
        "address": "1 phố Mẫu",
        "phone": "0900000000",
        "email": "mam@shop.example",
    }
    Profile(**facts).save()

    page = Client().get("/vi/about/").content.decode()

    assert [fact for fact in facts.values() if fact not in page] == []
