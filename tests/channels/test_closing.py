"""A connection is closed when the platform shows nothing of ours any more."""

import pytest

from storefront.channels import closing, planner
from storefront.channels.models import Listing
from storefront.connections import services
from storefront.connections.models import Connection
from storefront.contract.errors import PlatformUnavailable
from tests.builders import variant
from tests.channels.engine import let_time_pass, set_price, sync, turn

pytestmark = pytest.mark.django_db


def test_takes_everything_down_and_then_forgets_the_credentials(connect, platform):
    variant("mug")
    connection = connect()
    sync(connection)

    services.begin_closing(connection)
    closing.finish()
    assert Connection.objects.get().closing
    sync(connection)
    closing.finish()

    closed = Connection.objects.get()
    assert (platform.holding("mug"), closed.closed) == (0, True)
    assert dict(closed.credentials) == {}
    assert Listing.objects.count() == 1


def test_one_that_shows_nothing_is_closed_at_once(connect):
    connection = connect()

    services.begin_closing(connection)
    closing.finish()

    assert Connection.objects.get().closed


def test_waits_while_nobody_knows_what_became_of_a_create(connect, platform):
    variant("mug")
    connection = connect()
    platform.after = [PlatformUnavailable("no answer")]
    sync(connection)

    services.begin_closing(connection)
    closing.finish()
    assert Connection.objects.get().closing
    let_time_pass(300)
    sync(connection)
    closing.finish()

    assert (platform.holding("mug"), Connection.objects.get().closed) == (0, True)


def test_nothing_new_is_listed_meanwhile(connect, platform):
    connection = connect()
    services.begin_closing(connection)
    variant("mug")

    turn(connection)

    assert platform.calls == []
    assert not planner.is_behind(connection)


def test_connecting_again_lists_everything_again(connect, platform):
    mug = variant("mug")
    connection = connect()
    sync(connection)
    services.begin_closing(connection)
    sync(connection)
    closing.finish()

    revive(connection)
    set_price(mug, 110_000)
    sync(connection)

    assert (platform.holding("mug"), platform.price("mug")) == (1, 110_000)


def test_changing_ones_mind_keeps_what_is_there(connect, platform):
    variant("mug")
    connection = connect()
    sync(connection)
    services.begin_closing(connection)

    revive(connection)
    sync(connection)

    assert platform.holding("mug") == 1
    assert platform.endpoints().count("publish") == 1


def revive(connection: Connection) -> None:
    services.connect(service=connection.service, credentials={"account": "one"})
    connection.refresh_from_db()
