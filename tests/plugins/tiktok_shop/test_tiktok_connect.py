"""A seller says yes: their shops are connected, their tokens renewed, a no noticed."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from plugins.tiktok_shop import client, consent
from plugins.tiktok_shop.fake.seller import SHOPS
from storefront.connections.models import Connection, Grant
from storefront.connections.plugins import build
from storefront.connections.renewing import renew
from storefront.contract.errors import CredentialsDead, PlatformRefused
from storefront.contract.http import OpenGate
from storefront.intake.tasks import read_orders
from tests.crowd import all_at_once
from tests.plugins.tiktok_shop.selling import (
    built,
    calls,
    come_back,
    granted,
    say_yes,
    set_out,
)

HERE, HUE = (shop.id for shop in SHOPS)
REFRESH = "/api/v2/token/refresh"
TOLD = {
    "access_token": "a",
    "access_token_expire_in": 1660556783,
    "refresh_token": "r",
    "refresh_token_expire_in": 1691487031,
}


@pytest.mark.django_db
def test_one_yes_connects_the_shops_that_were_chosen(address):
    _grant, connected = granted(address, HERE, HUE)

    assert {one.account for one in connected} == {HERE, HUE}
    for connection in connected:
        build(connection).check()
    assert {one.credentials["shop_cipher"] for one in connected} == {
        shop.cipher for shop in SHOPS
    }


@pytest.mark.django_db
def test_a_shop_that_was_not_chosen_is_not_connected(address):
    granted(address, HUE)

    assert [one.name for one in Connection.objects.all()] == ["Kiềng Huế"]


@pytest.mark.django_db
def test_staff_must_agree_again_when_the_consent_ends_not_the_token(address):
    grant, (connection,) = granted(address)

    assert connection.expires_at > timezone.now() + timedelta(days=364)
    assert grant.expires_at < timezone.now() + timedelta(days=8)
    assert grant.renew_at < grant.expires_at


@pytest.mark.django_db
def test_a_spent_code_is_said_to_be_one(address):
    told = say_yes(set_out(address))
    come_back(told)
    again = say_yes(set_out(address)) | {"code": told["code"]}

    with pytest.raises(ValidationError, match="30 phút"):
        come_back(again)


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_refreshes(address, tiktok):
    grant, connected = granted(address, HERE, HUE)

    all_at_once([partial(renew, grant_id=grant.pk, revision=grant.revision)] * 6)

    assert calls(tiktok, REFRESH) == 1
    tokens = {
        Connection.objects.get(pk=one.pk).credentials["access_token"]
        for one in connected
    }
    assert len(tokens) == 1
    assert tokens != {connected[0].credentials["access_token"]}


@pytest.mark.django_db
def test_a_seller_who_leaves_is_noticed_by_the_next_look_at_orders(address, tiktok):
    _grant, (connection,) = granted(address)
    tiktok.turn("revoked", value=True)

    read_orders(connection_id=connection.pk)

    connection.refresh_from_db()
    assert connection.needs_staff


@pytest.mark.django_db
def test_a_refused_refresh_stops_the_renewing(address, tiktok):
    grant, _connected = granted(address)
    tiktok.turn("revoked", value=True)

    renew(grant_id=grant.pk, revision=grant.revision)

    grant = Grant.objects.get(pk=grant.pk)
    assert (grant.renew_at, bool(grant.trouble)) == (None, True)


def test_the_consent_has_the_service_id_and_no_way_back(address):
    real = built("").authorize_url(callback="https://shop.example/back/", state="s 1")

    assert real == (
        "https://services.tiktokshop.com/open/authorize"
        "?service_id=7431862995540739334&state=s+1"
    )


def test_tokens_come_from_a_host_of_their_own():
    service = built("")

    assert service.client.auth.address == "https://auth.tiktok-shops.com"
    assert service.client.http.address == client.API


def test_check_says_when_the_consent_covers_another_shop(address):
    with pytest.raises(CredentialsDead, match="does not cover"):
        built(address, shop_id="7490000000000000000").check()


def test_a_creators_yes_is_refused():
    with pytest.raises(PlatformRefused, match="not a seller's"):
        consent.grant({**TOLD, "user_type": 1}, [])


def test_a_yes_without_a_shop_is_refused():
    with pytest.raises(PlatformRefused, match="has no shop"):
        consent.grant(TOLD, [])


def test_the_moments_of_the_documented_answer_are_absolute():
    tokens = consent.tokens(TOLD)

    assert f"{tokens.expires_at:%Y-%m-%d %H:%M}" == "2022-08-15 09:46"
    assert f"{tokens.renewable_until:%Y-%m-%d}" == "2023-08-08"


def test_no_token_is_shown(address):
    service = built(address)
    shown = f"{service!r} {service.client!r} {consent.tokens(TOLD)!r} {OpenGate()!r}"

    assert [s for s in service.secrets if service.credentials[s] in shown] == []
