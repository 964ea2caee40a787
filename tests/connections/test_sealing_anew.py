"""A new key, everything sealed under it, and the old key gone."""

import pytest
from django.core.management import CommandError, call_command

from storefront.connections.models import Delivery
from storefront.connections.sealing import seal, unseal
from storefront.customers import second_factor
from storefront.customers.models import User
from storefront.intake.models import ImportedOrder
from tests.builders import connection

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

OLD = "b2xkLWtleS1vZi1hLXRlc3QtMDEyMzQ1Njc4OTAxMjM="
NEW = "bmV3LWtleS1vZi1hLXRlc3QtMDEyMzQ1Njc4OTAxMjM="
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def sealed(settings):
    """One of everything that is sealed, by the old key."""
    settings.CREDENTIALS_KEYS = [OLD]
    boss = User.objects.create_superuser("boss")
    second_factor.enrol(user=boss, secret=SECRET)
    shop = connection()
    Delivery.objects.create(
        service="demo.shop", connection=shop, size=9, sealed=seal("a webhook")
    )
    ImportedOrder.objects.create(
        connection=shop, external_id="1", sealed=seal("an order")
    )
    settings.CREDENTIALS_KEYS = [NEW, OLD]
    return boss


def test_everything_opens_with_the_new_key_alone(sealed, settings):
    call_command("rotate_credentials")
    settings.CREDENTIALS_KEYS = [NEW]

    assert second_factor.secret_of(sealed) == SECRET
    assert second_factor.left_on_paper(sealed) == 10
    assert unseal(Delivery.objects.get().sealed) == "a webhook"
    assert unseal(ImportedOrder.objects.get().sealed) == "an order"


def test_what_cannot_be_opened_is_named_and_the_rest_is_sealed(sealed, settings):
    settings.CREDENTIALS_KEYS = [NEW]

    with pytest.raises(CommandError, match="2 second steps"):
        call_command("rotate_credentials")


def test_twice_does_no_harm(sealed, settings):
    call_command("rotate_credentials")
    call_command("rotate_credentials")
    settings.CREDENTIALS_KEYS = [NEW]

    assert second_factor.secret_of(sealed) == SECRET
