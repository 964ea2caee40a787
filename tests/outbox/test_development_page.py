import pytest
from django.test import override_settings
from django.urls import path

from storefront import urls
from storefront.outbox.services import send_email
from storefront.outbox.views import message, messages
from tests.buying import browser

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

urlpatterns = [
    path("dev/mail/", messages, name="messages"),
    path("dev/mail/<int:message_id>/", message, name="message"),
    *urls.urlpatterns,
]


@override_settings(ROOT_URLCONF=__name__)
def test_shows_what_the_shop_has_written():
    letter = send_email(
        to="lan@example.com", subject="Xin chào", body="<b>Chào</b>", language="vi"
    )

    listed = browser().get("/dev/mail/").content.decode()
    read = browser().get(f"/dev/mail/{letter.pk}/").content.decode()

    assert "Xin chào" in listed
    assert "&lt;b&gt;Chào&lt;/b&gt;" in read
