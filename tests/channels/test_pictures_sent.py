"""As many pictures go out as the channel takes."""

from dataclasses import replace

import pytest
from django.urls import reverse

from storefront.catalog.services import add_picture
from tests.builders import variant
from tests.catalog.drawing import upload
from tests.channels import platform as fake
from tests.channels.engine import content, sync

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_pictures(monkeypatch):
    limits = replace(fake.FakeShop.limits, pictures=2)
    monkeypatch.setattr(fake.FakeShop, "limits", limits)


@pytest.mark.usefixtures("two_pictures")
def test_the_first_ones_go_and_staff_see_that_not_all_do(admin_client, connect):
    mug = variant("mug")
    kept = [
        add_picture(product=mug.product, upload=upload(color=color))
        for color in ("red", "green", "blue")
    ]
    connection = connect()

    sync(connection)

    sent = content(connection, "mug").attempt_payload["pictures"]
    names = [picture["url"].rsplit("/", 1)[1] for picture in sent]
    assert names == [one.rendition.name.rsplit("/", 1)[1] for one in kept[:2]]
    page = reverse("admin:channels_mending", args=[connection.pk])
    text = admin_client.get(page, headers={"accept-language": "en"}).text
    assert "this channel takes 2" in text
