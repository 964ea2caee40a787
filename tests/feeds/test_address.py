"""The address that staff paste into a platform's settings."""

import gzip

import pytest

from storefront.connections import services as connections
from storefront.feeds import services, views
from storefront.feeds.models import Feed
from tests.builders import variant
from tests.feeds.test_building import built, new_feed

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed() -> Feed:
    variant("cup", price=1000)
    return built(new_feed())


def path(feed: Feed, ending: str = "") -> str:
    return f"/feeds/{feed.token}/{feed.name}{ending}"


def read(response) -> bytes:
    return b"".join(response.streaming_content)


def test_answers_with_the_file(client, feed):
    response = client.get(path(feed))

    assert read(response) == b"id,p\ncup,1000\n"
    assert response["Content-Type"] == "text/csv; charset=utf-8"


def test_it_is_the_whole_address_of_the_shop(feed, settings):
    assert feed.address == settings.SITE_URL + path(feed)


def test_packs_for_whoever_accepts_it(client, feed):
    response = client.get(path(feed), headers={"Accept-Encoding": "br, gzip"})

    assert gzip.decompress(read(response)) == b"id,p\ncup,1000\n"
    assert response["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response["Vary"]


def test_is_there_as_a_packed_file_too(client, feed):
    response = client.get(path(feed, ".gz"), headers={"Accept-Encoding": "gzip"})

    assert gzip.decompress(read(response)) == b"id,p\ncup,1000\n"
    assert "Content-Encoding" not in response
    assert response["Content-Type"] == "application/gzip"


@pytest.mark.parametrize("asked", ["ETag", "Last-Modified"])
def test_says_when_nothing_is_new(client, feed, asked):
    first = client.get(path(feed))
    condition = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}

    again = client.get(path(feed), headers={condition[asked]: first[asked]})

    assert (again.status_code, again["ETag"]) == (304, first["ETag"])


def test_another_content_has_another_mark(client, feed):
    first = client.get(path(feed))["ETag"]
    variant("pot")
    built(feed)

    assert client.get(path(feed), headers={"If-None-Match": first}).status_code == 200


def test_staff_see_when_it_was_read(client, feed):
    client.get(path(feed))

    feed.refresh_from_db()
    assert feed.read_at is not None


def test_an_old_address_answers_nobody(client, feed):
    old = path(feed)

    services.renew_address(feed=feed)

    assert client.get(old).status_code == 404
    assert client.get(path(feed)).status_code == 200


@pytest.mark.parametrize("end", ["", "x/products.csv", "products.xml"])
def test_nothing_else_is_there(client, feed, end):
    assert client.get(f"/feeds/{feed.token}/{end}").status_code == 404


def test_a_closed_connection_shares_nothing(client, feed):
    connections.close(feed.connection)

    assert client.get(path(feed)).status_code == 404


def test_nothing_can_be_sent_there(client, feed):
    assert client.post(path(feed)).status_code == 405


def test_a_reader_that_meets_a_switch_gets_the_new_file(client, feed, monkeypatch):
    found = views.find_feed(feed.token)
    built(feed)
    monkeypatch.setattr(views, "find_feed", lambda _token: found)

    assert read(client.get(path(feed))) == b"id,p\ncup,1000\n"
