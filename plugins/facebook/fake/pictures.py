"""Fetch the pictures of items, as Meta's crawler does, and judge them."""

import io
import json
import sqlite3
import urllib.request
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from http import HTTPStatus
from urllib.error import HTTPError

from PIL import Image, UnidentifiedImageError

from plugins.facebook.fake import items

SIDE = 500
MOST_BYTES = 8 * 1024 * 1024
TIMEOUT = 5
FORMATS = {"JPEG", "PNG"}

MISSING_OR_INVALID = {
    "error_type": "IMAGE_RESOLUTION_LOW",
    "error_priority": "HIGH",
    "title": "Missing or invalid images",
    "description": (
        "The main image of this item cannot be displayed. Images must be in JPEG or PNG"
        " format, less than 8 MB and at least 500 x 500 pixels."
    ),
    "call_to_action": (
        "After you've made changes, save the image under a different link (URL) and"
        " provide the new link."
    ),
}
FETCH_FAILED = {
    "error_type": "IMAGE_FETCH_FAILED",
    "error_priority": "HIGH",
    "title": "Image could not be fetched",
    "description": "The image of this item could not be fetched from its link.",
    "call_to_action": "Check that the link leads to the image.",
}

Writing = Callable[[], AbstractContextManager[sqlite3.Connection]]


def fetch(writing: Writing, retailer_ids: Sequence[str]) -> None:
    """Fetch outside of any transaction, then write down what was found."""
    with writing() as rows:
        links = {
            id_: str(data.get("image_link", ""))
            for id_, data in items.read(rows, retailer_ids).items()
        }
    with ThreadPoolExecutor(8) as pool:
        judged = dict(zip(links, pool.map(judge, links.values()), strict=True))
    with writing() as rows:
        rows.executemany(
            "update item set picture_status = ?, errors = ? where retailer_id = ?",
            (
                (status, json.dumps(errors), id_)
                for id_, (status, errors) in judged.items()
            ),
        )


def judge(url: str) -> tuple[str, list[dict[str, str]]]:
    if not url.startswith(("http://", "https://")):
        return "FETCH_FAILED", [FETCH_FAILED]
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT) as answer:  # noqa: S310
            body = answer.read(MOST_BYTES + 1)
    except HTTPError as error:
        return "FETCH_FAILED", [failed_with(error.code)]
    except OSError:
        return "FETCH_FAILED", [FETCH_FAILED]
    if len(body) > MOST_BYTES:
        kind = "IMAGE_FETCH_FAILED_FILE_SIZE_EXCEEDED"
        return "FETCH_FAILED", [{**FETCH_FAILED, "error_type": kind}]
    return "FETCHED", [] if large_enough(body) else [MISSING_OR_INVALID]


def failed_with(status: int) -> dict[str, str]:
    kinds = {
        HTTPStatus.FORBIDDEN: "_FORBIDDEN",
        HTTPStatus.NOT_FOUND: "_LINK_BROKEN",
        HTTPStatus.BAD_GATEWAY: "_BAD_GATEWAY",
    }
    kind = "IMAGE_FETCH_FAILED" + kinds.get(HTTPStatus(status), "")
    return {**FETCH_FAILED, "error_type": kind}


def large_enough(body: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(body)) as picture:
            return picture.format in FORMATS and min(picture.size) >= SIDE
    except (UnidentifiedImageError, OSError):
        return False
