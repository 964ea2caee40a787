"""The page for people."""

from collections.abc import Iterator

import httpx2 as httpx
import pytest

from storefront.contract.data import Text
from storefront.contract.sandbox import Sandbox, Shown, Switch, running


class GallerySandbox(Sandbox):
    name = "Gallery <1>"
    switches = (
        Switch("closed", Text(vi="Đóng cửa", en="Closed")),
        Switch("tickets", Text(vi="Số vé", en="Tickets"), default=3),
    )

    def shown(self, *, words: str, offset: int, limit: int) -> list[Shown]:
        paintings = [f"<b>Painting {number}" for number in range(100)]
        found = [title for title in paintings if words in title]
        return [Shown(key=t, title=t) for t in found[offset : offset + limit]]


@pytest.fixture
def gallery(tmp_path) -> GallerySandbox:
    return GallerySandbox(tmp_path / "gallery.sqlite3")


@pytest.fixture
def site(gallery) -> Iterator[str]:
    with running(gallery) as address:
        yield address


def get(site: str, query: str = "", **headers: str) -> str:
    answer = httpx.get(
        f"{site}/_sandbox/{query}", headers=headers, follow_redirects=True
    )
    assert answer.status_code == 200
    return answer.text


def test_speaks_vietnamese_unless_english_is_asked_for(site):
    assert '<html lang="vi">' in get(site)
    assert '<html lang="en">' in get(site, "?lang=en")
    assert '<html lang="en">' in get(site, **{"Accept-Language": "en-GB,vi"})


def test_escapes_what_the_platform_holds(site):
    page = get(site)

    assert "&lt;b&gt;Painting 0" in page
    assert "<b>Painting" not in page
    assert "<title>Gallery &lt;1&gt; · sandbox</title>" in page


def test_shows_a_page_at_a_time_and_what_was_searched_for(site):
    assert "Painting 23" in get(site)
    assert "Painting 24" not in get(site)
    assert "Painting 24" in get(site, "?from=24")
    assert "Painting 99" in get(site, "?q=99")


def test_a_button_turns_its_switch_and_leads_back_to_the_page(site, gallery):
    answer = httpx.post(
        f"{site}/_sandbox/switch?lang=en",
        data={"name": "closed", "value": "1"},
        headers={"Accept": "text/html"},
    )

    assert gallery.on("closed")
    assert answer.headers["location"] == f"{gallery.control_address}/_sandbox/?lang=en"


def test_the_page_is_still_there_in_the_dark(site, gallery):
    gallery.turn("dark", "refused")

    assert "Gallery" in get(gallery.control_address)
