from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from plugins.esms.sandbox import EsmsSandbox
from storefront.connections.models import Breaker, Connection
from storefront.contract.errors import PlatformRefused, PlatformUnavailable
from storefront.contract.sandbox import running
from storefront.outbox import texting
from storefront.outbox.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def gateways(tmp_path) -> Iterator[list[EsmsSandbox]]:
    """Two accounts at places of their own."""
    with ExitStack() as stack:
        places = [EsmsSandbox(tmp_path / f"{number}.sqlite3") for number in (1, 2)]
        for number, place in enumerate(places):
            Connection.objects.create(
                service="esms.messages",
                account=f"account {number}",
                credentials=dict(EsmsSandbox.seeded),
                api_address=stack.enter_context(running(place)),
            )
        yield places


def message(to: str = "+84901888484") -> Message:
    return Message(way=Message.Way.TEXT, to=to, body="123456", language="vi")


def test_goes_by_the_first_service_alone(gateways):
    texting.text(message())

    assert [gateway.count() for gateway in gateways] == [1, 0]


@pytest.mark.parametrize("ill", ["broken", "revoked", "empty"])
def test_goes_by_the_next_when_the_first_cannot(gateways, ill):
    gateways[0].turn(ill, "on")

    texting.text(message())

    assert [gateway.count() for gateway in gateways] == [0, 1]


def test_a_service_that_keeps_failing_is_left_alone(gateways):
    gateways[0].turn("broken", "on")

    for _ in range(6):
        texting.text(message())

    assert Breaker.objects.get().failures < 6
    assert gateways[1].count() == 6


def test_dead_keys_stop_their_connection_for_staff(gateways):
    gateways[0].turn("revoked", "on")

    texting.text(message())

    assert [row.needs_staff for row in Connection.objects.order_by("pk")] == [
        True,
        False,
    ]


def test_a_phone_that_is_refused_is_not_tried_elsewhere(gateways):
    with pytest.raises(PlatformRefused):
        texting.text(message(to="+12025550123"))

    assert [gateway.count() for gateway in gateways] == [0, 0]


def test_says_so_when_no_service_is_left(gateways):
    for gateway in gateways:
        gateway.turn("broken", "on")

    with pytest.raises(PlatformUnavailable):
        texting.text(message())
