"""Figures for machines, behind a token."""

import pytest
from django.urls import reverse

from storefront.health.machines import escaped
from tests.builders import variant
from tests.channels.engine import sync
from tests.people import ann, bob

pytestmark = pytest.mark.django_db

TOKEN = {"HTTP_AUTHORIZATION": "Bearer sesame"}


@pytest.fixture(autouse=True)
def token(settings):
    settings.HEALTH_TOKEN = "sesame"


def test_liveness_is_open_and_asks_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/health/live").content == b"ok"


@pytest.mark.sqlite
def test_json_tells_each_connection(client, connect):
    variant("mug")
    connection = connect(name="Market")
    sync(connection)

    told = client.get("/health/", **TOKEN).json()

    assert (told["colour"], told["connections"][0]["name"]) == ("green", "Market")
    assert told["connections"][0]["confirmed_after_ms"]["p95"] is not None


def test_json_is_there_for_staff(client):
    client.force_login(ann())

    assert client.get(reverse("admin:health_figures")).json()["colour"] == "green"


@pytest.mark.parametrize("path", ["/health/", "/metrics"])
def test_without_the_token_nobody_reads_them(client, path):
    wrong = {"HTTP_AUTHORIZATION": "Bearer wrong"}
    assert client.get(path, **wrong).status_code == 403
    client.force_login(ann())
    assert client.get(path).status_code == 403


def test_staff_without_the_right_are_refused(client):
    client.force_login(bob())

    assert client.get(reverse("admin:health_figures")).status_code == 403


def test_without_a_token_in_the_settings_nobody_has_it(client, settings):
    settings.HEALTH_TOKEN = ""

    assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer ").status_code == 403


def test_metrics_are_lines_that_prometheus_reads(client, connect):
    variant("mug")
    connection = connect()
    sync(connection)

    lines = client.get("/metrics", **TOKEN).text.splitlines()

    who = f'connection="{connection.pk}",service="fake.shop"'
    assert f"kieng_waiting_parts{{{who}}} 0" in lines
    assert "# TYPE kieng_waiting_parts gauge" in lines
    assert "kieng_dead_jobs 0" in lines


def test_labels_are_escaped():
    assert escaped('a"b\\c\nd') == r"a\"b\\c\nd"
