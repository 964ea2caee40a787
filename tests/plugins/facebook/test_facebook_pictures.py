"""With the switch on, the sandbox fetches each picture as Meta's crawler would."""

import io

import pytest
from PIL import Image

from plugins.facebook.fake.calls import CATALOG_ID
from tests.plugins.facebook.records import record


def picture(side: int, kind: str = "JPEG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (side, side)).save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (picture(500), ("FETCHED", [])),
        (picture(499), ("FETCHED", ["IMAGE_RESOLUTION_LOW"])),
        (picture(600, "WEBP"), ("FETCHED", ["IMAGE_RESOLUTION_LOW"])),
        (b"no picture", ("FETCHED", ["IMAGE_RESOLUTION_LOW"])),
        (None, ("FETCH_FAILED", ["IMAGE_FETCH_FAILED_LINK_BROKEN"])),
    ],
)
def test_judges_the_picture_it_fetched(graph, facebook, httpserver, body, expected):
    facebook.turn("fetch_pictures", value=True)
    if body:
        httpserver.expect_request("/mug.jpg").respond_with_data(body)
    else:
        httpserver.expect_request("/mug.jpg").respond_with_data(status=404)

    graph.batch(record(image_link=httpserver.url_for("/mug.jpg")))
    fields = "image_fetch_status,errors"
    (item,) = graph.get(f"{CATALOG_ID}/products", fields=fields).json()["data"]

    kinds = [fault["error_type"] for fault in item["errors"]]
    assert (item["image_fetch_status"], kinds) == expected


def test_trusts_every_picture_while_the_switch_is_off(graph, httpserver):
    graph.batch(record(image_link=httpserver.url_for("/mug.jpg")))

    assert set(graph.held()) == {"mug"}
    assert httpserver.log == []
