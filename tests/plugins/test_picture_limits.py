"""One JPEG of a picture goes to all channels, so it must fit what each declares."""

import pytest

from storefront.catalog.developing import CHANNEL_LEAST
from storefront.contract.plugin import services
from storefront.contract.roles import PublishesListings

PUBLISHING = [
    name for name, one in services().items() if issubclass(one, PublishesListings)
]


@pytest.mark.parametrize("name", PUBLISHING)
def test_the_smallest_picture_we_send_is_large_enough(name):
    limits = services()[name].limits

    assert limits.picture_side <= CHANNEL_LEAST


def test_there_are_channels_to_ask():
    assert len(PUBLISHING) >= 2
