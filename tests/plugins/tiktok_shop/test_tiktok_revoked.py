"""A seller takes access back over there, and a webhook tells of it."""

from dataclasses import replace

import pytest
from django.test import Client

from plugins.tiktok_shop.fake import hooks
from plugins.tiktok_shop.fake.seller import SHOPS
from storefront.connections.models import Connection
from storefront.intake.tasks import check_access
from storefront.jobs.kinds import Later
from tests.intake.working import work
from tests.plugins.tiktok_shop.selling import granted

DOOR = "/hooks/tiktok.shop/"
TOLD = {"message": "The seller has removed the app's authorization."}


@pytest.fixture
def channel(db, address) -> Connection:
    _grant, (connection,) = granted(address)
    work()
    return connection


def knock(**changed: object) -> int:
    told = hooks.delivery(SHOPS[0].id, hooks.SELLER_DEAUTHORIZATION, TOLD)
    told = replace(told, **changed)
    headers = dict(told.headers)
    kind = headers.pop("content-type")
    answer = Client().post(DOOR, told.body, content_type=kind, headers=headers)
    return answer.status_code


def stopped(channel: Connection) -> bool:
    channel.refresh_from_db()
    return channel.needs_staff


def test_it_stops_the_connection_at_once(tiktok, channel):
    tiktok.turn("revoked", value=True)

    knock()
    work()

    assert stopped(channel)
    assert "x-tts-access-token" in channel.trouble


def test_told_late_after_access_was_given_anew_it_stops_nothing(tiktok, channel):
    knock()
    work()

    assert not stopped(channel)


def test_who_has_not_signed_it_is_not_even_heard(tiktok, channel):
    tiktok.turn("revoked", value=True)

    status = knock(body=b'{"type":6,"shop_id":"1","data":{}}')
    work()

    assert (status, stopped(channel)) == (401, False)


def test_while_the_platform_is_dark_it_is_asked_again_later(tiktok, channel):
    tiktok.turn("failing", "overload")

    with pytest.raises(Later):
        check_access(channel.pk)

    assert not stopped(channel)
