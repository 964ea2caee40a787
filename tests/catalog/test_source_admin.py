"""What staff see of pictures by address."""

import pytest
from django.urls import reverse

from storefront.catalog.fetching import want_pictures
from storefront.catalog.models import PictureSource
from tests.builders import product

pytestmark = pytest.mark.django_db
LIST = "admin:catalog_picturesource_changelist"


@pytest.fixture
def failed() -> PictureSource:
    cup = product("Cup")
    want_pictures(product=cup, urls=["http://pictures.example/a.jpg"])
    PictureSource.objects.update(
        state="failed",
        reason="There is no picture at this address (HTTP %(status)s).",
        reason_params={"status": 404},
    )
    return PictureSource.objects.get()


def test_they_see_why_in_vietnamese(admin_client, failed):
    page = admin_client.get(reverse(LIST), headers={"Accept-Language": "vi"})

    assert "Không có ảnh ở địa chỉ này (HTTP 404)." in page.content.decode()


def test_they_can_have_it_fetched_again(admin_client, failed):
    data = {"action": "try_again", "_selected_action": [failed.pk]}
    admin_client.post(reverse(LIST), data)

    failed.refresh_from_db()
    assert (failed.state, failed.why) == ("waiting", "")


def test_a_product_page_shows_its_addresses(admin_client, failed):
    page = admin_client.get(
        reverse("admin:catalog_product_change", args=[failed.product_id])
    )

    assert failed.url in page.content.decode()


def test_a_stranger_sees_nothing(client, failed):
    assert client.get(reverse(LIST)).status_code == 302
