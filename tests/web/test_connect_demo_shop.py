"""The demo shop's connections: one for each service that a running sandbox can play."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from django import forms
from django.core.management import CommandError
from django.test import override_settings

from storefront.connections.models import Connection
from storefront.contract.plugin import services
from storefront.contract.sandbox import running
from storefront.sandbox.services import places, sandbox_of
from storefront.web.demo import connecting
from storefront.web.demo.connecting import connect_sandboxes, credentials_for
from storefront.web.management.commands.load_demo import Command

pytestmark = pytest.mark.sqlite


@pytest.fixture
def sandboxes(tmp_path, monkeypatch) -> Iterator[None]:
    """Run every sandbox in this process, each on a free port."""
    running_at = {}
    with ExitStack() as stack:
        for folder, place in places().items():
            sandbox = sandbox_of(folder)(tmp_path / f"{folder}.sqlite3")
            address = stack.enter_context(running(sandbox))
            running_at[folder] = replace(place, port=urlsplit(address).port)
        monkeypatch.setattr(connecting, "places", lambda: running_at)
        with override_settings(ALLOW_API_ADDRESS=True):
            yield


def test_connects_every_service_that_has_a_sandbox(db, sandboxes):
    connect_sandboxes("127.0.0.1")

    connected = Connection.objects.order_by("service").values_list("service", flat=True)
    assert list(connected) == [
        "demo.shop",
        "esms.messages",
        "facebook.login",
        "facebook.shop",
        "google.login",
        "openid.login",
        "tiktok.login",
        "zalo.login",
    ]


def test_connects_nothing_twice(db, sandboxes):
    connect_sandboxes("127.0.0.1")

    assert connect_sandboxes("127.0.0.1") == []


def test_asks_for_all_the_credentials_that_a_service_needs():
    class Shop(services()["demo.shop"]):
        credentials_form = type(
            "More",
            (services()["demo.shop"].credentials_form,),
            {"secret": forms.CharField()},
        )

    assert credentials_for(Shop, {"shop": "demo", "token": "demo-token"}) == {}


def test_says_why_it_could_not_connect(db):
    """Nothing runs on the ports of the sandboxes."""
    with (
        override_settings(ALLOW_API_ADDRESS=True, PORT=1),
        pytest.raises(CommandError),
    ):
        Command().connect(verbosity=0)

    assert not Connection.objects.exists()
