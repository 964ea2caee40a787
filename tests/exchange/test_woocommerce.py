"""WooCommerce's own sample file. The counts were made by hand, from its lines."""

import pytest

from storefront.catalog.models import Product, Variant
from storefront.catalog.signals import prices_changed, products_changed
from storefront.inventory.signals import stock_changed
from tests.builders import heard
from tests.exchange.files import bring_in, catalogue, counts, refusals

pytestmark = pytest.mark.django_db

#: Lines 2 to 26: 2 variable ones, of which one has no variation; 17 simple ones; 2 that
#: are downloads; 1 grouped; 1 external; 2 variations of the hoodie.
WITHOUT_VARIATIONS, GROUPED, EXTERNAL = 2, 24, 25
DOWNLOADS = (14, 15)


@pytest.fixture(autouse=True)
def _in_dollars(settings):
    settings.SHOP_CURRENCY = "USD"


def sample(**said):
    path = catalogue("woocommerce-sample/sample_products.csv")
    return bring_in(path, **({"currency": "USD", "axes": {"Logo": "style"}} | said))


def test_brings_in_what_the_shop_can_hold_and_refuses_the_rest_by_name():
    run = sample()

    assert counts(run) == (18, 0, 0, 5)
    assert (Product.objects.count(), Variant.objects.count()) == (18, 19)
    assert refusals(run) == {
        WITHOUT_VARIATIONS: "It has no variant: there is nothing to sell.",
        14: "A downloadable product: the shop sends goods, not files.",
        15: "A downloadable product: the shop sends goods, not files.",
        GROUPED: "A grouped product: the shop sells its parts by themselves.",
        EXTERNAL: "An external product: it is sold elsewhere.",
    }
